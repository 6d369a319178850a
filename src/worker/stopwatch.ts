import type { AnyFunction } from '../function/any-function.js';
import type { Measures } from '../wire/messages.js';
import type { WorkerPort } from './worker-port.js';

/** Measures where a worker's time goes, for whoever observes. */
export class Stopwatch {
  readonly #ownTime: () => number;
  /** How far the clock that is shared with the pool is ahead of this worker's own, in ms. */
  readonly #ahead: number;
  #spans: number[] = [];
  #overhead = 0;

  constructor({ ownTime, now }: WorkerPort) {
    this.#ownTime = ownTime;
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
      let isPending = false;
      try {
        const value = call(...args);
        isPending = typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
        return isPending ? settled(value as PromiseLike<unknown>, over) : value;
      } finally {
        if (!isPending) over();
      }
    };
  }

  /** Measures what is done between items. */
  aside<R>(what: () => R): R {
    const start = this.#ownTime();
    try {
      return what();
    } finally {
      this.#overhead += this.#ownTime() - start;
    }
  }

  /** What there is to tell of the first items that were not told of yet. */
  take(items: number): Measures {
    const overhead = this.#overhead;
    this.#overhead = 0;
    return { spans: Float64Array.from(this.#spans.splice(0, 2 * items)), overhead };
  }
}

async function settled(value: PromiseLike<unknown>, over: () => void): Promise<unknown> {
  try {
    return await value;
  } finally {
    over();
  }
}
