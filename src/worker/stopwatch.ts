import type { AnyFunction } from '../function/any-function.js';
import type { Measures } from '../wire/messages.js';
import { whenOver } from './when-over.js';
import type { WorkerPort } from './worker-port.js';

/** What a worker does between items, in ms, since that was last told. */
export interface Overhead {
  ms: number;
}

/** Measures where the time of a batch goes, for whoever observes. */
export class Stopwatch {
  readonly #ownTime: () => number;
  readonly #overhead: Overhead;
  /** How far the clock that is shared with the pool is ahead of this worker's own, in ms. */
  readonly #ahead: number;
  #spans: number[] = [];
  /** By item, if one had to wait. */
  #pauses: number[] = [];

  constructor({ ownTime, now }: WorkerPort, overhead: Overhead) {
    this.#ownTime = ownTime;
    this.#overhead = overhead;
    this.#ahead = now() - ownTime();
  }

  /** Makes a function that does the same, and is measured. */
  around(fn: AnyFunction): AnyFunction {
    const call = fn as (...args: unknown[]) => unknown;
    const over = (): void => {
      this.#spans.push(this.#ownTime() + this.#ahead);
    };
    return (...args: unknown[]): unknown => {
      over();
      return whenOver(() => call(...args), over);
    };
  }

  /** The item that runs had to wait. */
  pause(ms: number): void {
    const at = (this.#spans.length - 1) / 2;
    this.#pauses[at] = (this.#pauses[at] ?? 0) + ms;
  }

  /** Measures what is done between items. */
  aside<R>(what: () => R): R {
    const start = this.#ownTime();
    try {
      return what();
    } finally {
      this.#overhead.ms += this.#ownTime() - start;
    }
  }

  /** What there is to tell of the first items that were not told of yet. */
  take(items: number): Measures {
    const { ms: overhead } = this.#overhead;
    this.#overhead.ms = 0;
    const spans = Float64Array.from(this.#spans.splice(0, 2 * items));
    if (this.#pauses.length === 0) return { spans, pauses: undefined, overhead };
    const paused = this.#pauses.splice(0, items);
    return { spans, pauses: Float64Array.from({ length: items }, (_, at) => paused[at] ?? 0), overhead };
  }
}
