import type { Iteration } from '../job/iteration.js';
import { checkValue, rules } from './check-options.js';

/** Cancels what nobody can ask for any more. */
const dropped = new FinalizationRegistry<Promise<Iteration<unknown>>>(
  (results) => void results.then((one) => one.drop()),
);

/**
 * The results of `imap`, `imapUnordered`, `istarmap` or `istarmapUnordered`, one by one.
 *
 * Made for `for await`; leaving the loop early closes the input and cancels what runs, and so does dropping the iterator,
 * some time later. Not more than `buffersize`
 * items are taken from the input ahead of the results that were asked for.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 *
 * await using pool = new Pool(2);
 * for await (const square of pool.imap((x: number) => x * x, [1, 2, 3])) console.log(square);
 * // prints 1
 * // prints 4
 * // prints 9
 * ```
 */
export class PoolIterator<R> implements AsyncIterableIterator<R, undefined>, AsyncDisposable {
  /** The job knows this, and not the iterator: so an iterator that is dropped half-way is collected. */
  readonly #iteration: Promise<Iteration<R>>;

  /** @internal */
  constructor(iteration: Promise<Iteration<R>>) {
    this.#iteration = iteration;
    dropped.register(this, iteration);
  }

  /**
   * Waits for the next result.
   *
   * @param timeout - Most ms to wait. Default: for ever.
   * @throws ResultTimeoutError (rejects) if the time is over; the work goes on, and `next` may be called again.
   * Otherwise whatever the function threw; the iterator is at its end then.
   */
  next(timeout = Infinity): Promise<IteratorResult<R, undefined>> {
    checkValue('next', 'timeout', timeout, rules.duration);
    return this.#iteration.then((iteration) => iteration.next(timeout));
  }

  /** Ends the iteration: closes the input, cancels what runs. */
  return(): Promise<IteratorResult<R, undefined>> {
    void this.#iteration.then((iteration) => iteration.cancel());
    return Promise.resolve({ done: true, value: undefined });
  }

  /** The iterator itself, so that `for await` takes it. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** `return()`, so that `await using` takes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
