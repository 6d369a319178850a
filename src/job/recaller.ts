import type { Executor } from '../executor/executor.js';
import type { Flight } from './flight.js';

/**
 * How long, in ms, workers may be idle while batches wait for busy ones. Longer leaves workers idle at the end of a job
 * of uneven items, shorter takes batches from workers that would have run them in a moment.
 */
const RECALL_AFTER = 5;

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

  constructor(executor: Executor, recall: (now: number) => number) {
    this.#executor = executor;
    this.#recall = recall;
  }

  /** A flight has begun. */
  note(flight: Flight, now: number): void {
    flight.recallAt = now + RECALL_AFTER * 2 ** flight.batch.recalls;
  }

  /** There are flights, and there may be a worker with nothing to do. */
  start(ms = RECALL_AFTER): void {
    const { clock, window, messageTime, workers } = this.#executor;
    if (window === 1 && messageTime === 0) return;
    // Not while all workers are busy, which is most of the time: each timer wakes the main thread.
    if (workers.idle + workers.starting === 0) return;
    const end = clock.now() + ms;
    if (end >= this.#end) return;
    this.#stopTimer?.();
    this.#end = end;
    this.#stopTimer = clock.after(ms, () => {
      this.#end = Infinity;
      this.#look();
    });
  }

  #look(): void {
    // There may be a job that waits for its turn: if it had any use for the idle worker, it would have it.
    if (this.#executor.workers.idle === 0) {
      this.start();
      return;
    }
    const now = this.#executor.clock.now();
    const next = this.#recall(now);
    if (next < Infinity) this.start(Math.max(RECALL_AFTER, next - now));
  }
}
