import type { AnyFunction } from '../function/any-function.js';
import type { WorkerMeasures } from '../wire/messages.js';

/** Measures where a worker's time goes, for whoever looks on. */
export class Stopwatch {
  /** What to add to `performance.now()`, to be on the clock that is shared with the lane. */
  readonly #ahead: number;
  #spans: number[] = [];
  #overhead = 0;

  /** @param now - Milliseconds on the clock that is shared with the lane. */
  constructor(now: () => number) {
    this.#ahead = now() - performance.now();
  }

  /** Makes a function that does the same, and is measured. */
  around(fn: AnyFunction): AnyFunction {
    const call = fn as (...args: unknown[]) => unknown;
    const over = (): void => {
      this.#spans.push(performance.now() + this.#ahead);
    };
    return (...args: unknown[]): unknown => {
      over();
      let isPending = false;
      try {
        const value = call(...args);
        isPending = typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
        return isPending ? Promise.resolve(value).finally(over) : value;
      } finally {
        if (!isPending) over();
      }
    };
  }

  /** Measures what is done between items. */
  aside<R>(what: () => R): R {
    const start = performance.now();
    try {
      return what();
    } finally {
      this.#overhead += performance.now() - start;
    }
  }

  /** What there is to tell of the first items that were not told of yet. */
  take(items: number): WorkerMeasures {
    const overhead = this.#overhead;
    this.#overhead = 0;
    return { spans: Float64Array.from(this.#spans.splice(0, 2 * items)), overhead };
  }
}
