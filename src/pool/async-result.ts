import type { Clock } from '../executor/clock.js';
import { PoolError, ResultTimeoutError } from '../errors.js';
import { checkValue, rules } from './check-options.js';

const { queueMicrotask } = globalThis;

type State<R> =
  | { readonly status: 'pending' }
  | { readonly status: 'fulfilled'; readonly value: R }
  | { readonly status: 'rejected'; readonly reason: unknown };

/** Begins a call, and tells its outcome: what the constructor of a `Promise` takes. */
export type Start<R> = (resolve: (value: R) => void, reject: (reason: unknown) => void) => void;

/**
 * The result of `applyAsync`, `mapAsync` or `starmapAsync`, there or yet to come.
 *
 * It can be awaited like a promise. Unlike a promise's, a failure that nobody asks for goes unnoticed, as in
 * Python.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 *
 * await using pool = new Pool(2);
 * const result = pool.mapAsync((x: number) => x * x, [1, 2, 3]);
 * console.log(result.ready()); // prints false
 * console.log(await result.get(10_000)); // prints [ 1, 4, 9 ]
 * console.log(result.successful()); // prints true
 * ```
 */
export class AsyncResult<R> implements PromiseLike<R> {
  readonly #clock: Clock;
  #state: State<R> = { status: 'pending' };
  readonly #waiting = new Set<() => void>();

  /** @internal */
  constructor(
    clock: Clock,
    start: Start<R>,
    callback?: (value: R) => void,
    errorCallback?: (reason: unknown) => void,
  ) {
    this.#clock = clock;
    start(
      (value) => this.#settle({ status: 'fulfilled', value }, () => callback?.(value)),
      (reason) => this.#settle({ status: 'rejected', reason }, () => errorCallback?.(reason)),
    );
  }

  /** True once the result or the failure is there. */
  ready(): boolean {
    return this.#state.status !== 'pending';
  }

  /**
   * True if the call has ended without an error.
   *
   * @throws PoolError if the result is not ready yet.
   */
  successful(): boolean {
    if (!this.ready()) throw new PoolError('Cannot tell if the call was successful: the result is not ready');
    return this.#state.status === 'fulfilled';
  }

  /**
   * Waits until the result or the failure is there, or the time is over.
   *
   * @param timeout - Most ms to wait. Default: for ever.
   * @throws TypeError or RangeError if `timeout` is no duration.
   */
  wait(timeout = Infinity): Promise<void> {
    checkValue('wait', 'timeout', timeout, rules.duration);
    return new Promise((resolve) => {
      if (this.ready()) {
        resolve();
        return;
      }
      const stopTimer = timeout < Infinity ? this.#clock.after(timeout, () => wake()) : undefined;
      const wake = (): void => {
        stopTimer?.();
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
    });
  }

  /**
   * Waits for the result.
   *
   * @param timeout - Most ms to wait. Default: for ever.
   * @throws ResultTimeoutError (rejects) if the time is over; the call goes on, and `get` may be called again.
   * Otherwise whatever the function threw.
   */
  get(timeout = Infinity): Promise<R> {
    checkValue('get', 'timeout', timeout, rules.duration);
    return this.wait(timeout).then(() => {
      if (this.#state.status === 'fulfilled') return this.#state.value;
      if (this.#state.status === 'rejected') throw this.#state.reason;
      throw new ResultTimeoutError('get', timeout);
    });
  }

  /** What `await` calls: `get()`, then one of the callbacks. */
  then<A = R, B = never>(
    onFulfilled?: ((value: R) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.get().then(onFulfilled, onRejected);
  }

  #settle(state: State<R>, call: () => void): void {
    // A callback may end the pool, which ends what is still open with an error.
    if (this.ready()) return;
    this.#state = state;
    // Not from here: what it throws must be heard, and must not stop those who wait.
    queueMicrotask(call);
    for (const wake of this.#waiting) wake();
  }
}
