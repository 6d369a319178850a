import { plus } from '../executor/amount.js';
import type { Amount } from '../executor/batch.js';
import type { Clock } from '../executor/clock.js';
import type { Submission } from '../executor/submission.js';
import { weigh } from '../executor/weigh.js';
import { openValues, type ValueIterator } from '../worker/open-values.js';

/** How values are read. */
interface Reading {
  readonly submission: Submission;
  readonly workerId: number;
  readonly clock: Clock;
  /** What the batch has given before. */
  readonly begun: Amount;
  /** What it takes until the first of them comes. */
  readonly frames: number;
  /** Called when it has to wait until it may give more. */
  readonly onPause: () => void;
}

/** Reads the values that a function has given for an item in virtual time: as soon as they come, and as many as are allowed. */
export class VirtualValues {
  readonly #submission: Submission;
  readonly #workerId: number;
  readonly #over: (failure: { readonly reason: unknown } | undefined) => void;
  readonly #onPause: () => void;
  readonly #iterator: ValueIterator;
  readonly #stop: () => void;
  #isReading = false;
  #isOver = false;
  #given: Amount;

  /** @param over - Called when the last value has been given. */
  constructor(
    given: unknown,
    index: number,
    { submission, workerId, clock, begun, frames, onPause }: Reading,
    over: (failure: { readonly reason: unknown } | undefined) => void,
  ) {
    this.#submission = submission;
    this.#workerId = workerId;
    this.#over = over;
    this.#onPause = onPause;
    this.#given = begun;
    this.#iterator = openValues(given, index, () => this.#read());
    submission.batch.credit?.onMore(() => void clock.after(0, () => this.#read()));
    this.#stop = clock.after(frames, () => {
      this.#isReading = true;
      this.#read();
    });
  }

  get given(): Amount {
    return this.#given;
  }

  stop(): void {
    this.#stop();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#iterator.return?.();
  }

  #read(): void {
    if (!this.#isReading) return;
    this.#isReading = false;
    for (let step = this.#next(); step; step = this.#next()) {
      if ('reason' in step || step.done) {
        this.#isOver = true;
        this.#over('reason' in step ? step : undefined);
        return;
      }
      const bytes = weigh(step.value);
      this.#given = plus(this.#given, 1, bytes);
      this.#submission.values({
        values: [step.value],
        bytes,
        ends: [],
        elapsed: 0,
        workerId: this.#workerId,
      });
    }
    this.#isReading = true;
    if (!this.#isAllowed) this.#onPause();
  }

  get #isAllowed(): boolean {
    return this.#submission.batch.credit?.covers(this.#given) === true;
  }

  /** The next step, if it is there and allowed. */
  #next(): IteratorResult<unknown> | { readonly reason: unknown } | undefined {
    if (this.#isOver || !this.#isAllowed) return undefined;
    try {
      const step = this.#iterator.next() as IteratorResult<unknown> | PromiseLike<unknown>;
      // It comes by itself.
      return 'then' in step ? undefined : step;
    } catch (reason) {
      return { reason };
    }
  }
}
