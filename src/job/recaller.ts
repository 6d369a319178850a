import type { Executor } from '../executor/executor.js';
import type { Flight } from './flight.js';

/**
 * How long, in ms, workers may be idle while batches wait for busy ones. Longer leaves workers idle at the end of a job
 * of uneven items, shorter takes batches from workers that would have run them in a moment.
 */
const RECALL_AFTER = 5;

/**
 * Time between two looks at workers that have to notice that something was taken from them, in ms. Longer wakes the main
 * thread less often while they are busy, shorter sees sooner that they have nothing to do.
 */
const LOOK_AGAIN = 20;

/**
 * Has idle workers share what waits for busy ones, unless that is done soon anyway.
 *
 * What was recalled and still has not begun is left alone for twice as long each time: so it begins somewhere, however
 * long the way to a worker takes.
 */
export class Recaller {
  readonly #executor: Executor;
  /** Asks all flights for what waits; returns when it is worth asking again. */
  readonly #recall: (now: number) => number;
  #stopTimer: (() => void) | undefined;
  /** When the timer ends, in ms of the clock. */
  #end = Infinity;
  #hasFlights = false;
  /** Something was given back: the worker that had it may become idle, and no report says so. */
  #isOwed = false;

  constructor(executor: Executor, recall: (now: number) => number) {
    this.#executor = executor;
    this.#recall = recall;
  }

  /** A flight has begun. */
  note(flight: Flight, now: number): void {
    this.#hasFlights = true;
    flight.recallAt = now + RECALL_AFTER * 2 ** flight.batch.recalls;
    if (this.#isOwed) this.start(LOOK_AGAIN);
  }

  /** A worker has given something back. */
  owe(): void {
    this.#isOwed = true;
  }

  /** There are flights, and there may be a worker with nothing to do. */
  start(ms = RECALL_AFTER): void {
    const { clock, size, window, messageTime, workers } = this.#executor;
    if (window === 1 && messageTime === 0) return;
    // Not while all workers are busy, which is most of the time: each timer wakes the main thread.
    if (workers.busy >= size && !this.#isOwed) return;
    const end = clock.now() + ms;
    if (end >= this.#end) return;
    this.#stopTimer?.();
    this.#end = end;
    this.#stopTimer = clock.after(ms, () => {
      this.#end = Infinity;
      this.#look();
    });
  }

  /** There is no flight any more; a worker may still have to notice what was taken from it. */
  rest(): void {
    this.#hasFlights = false;
    if (this.#executor.workers.busy === 0) this.#isOwed = false;
  }

  #look(): void {
    if (!this.#hasFlights) return;
    const { workers, clock } = this.#executor;
    if (workers.idle === 0) {
      this.start(workers.starting > 0 ? RECALL_AFTER : LOOK_AGAIN);
      return;
    }
    // There may be a job that waits for its turn: if it had any use for the idle worker, it would have it.
    const now = clock.now();
    const next = this.#recall(now);
    if (next < Infinity) this.start(Math.max(RECALL_AFTER, next - now));
  }
}
