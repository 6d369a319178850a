import type { Clock } from '../executor/clock.js';
import { ResultTimeoutError } from '../errors.js';
import { type Demand, Waiters } from '../job/demand.js';
import type { Outlet } from '../job/job-spec.js';
import { checkValue, rules } from './check-options.js';

interface Waiting<R> {
  resolve(result: IteratorResult<R, undefined>): void;
  reject(reason: unknown): void;
  stopTimer?: () => void;
}

type Ending = { readonly reason: unknown } | Record<string, never>;

/** Cancels what nobody can ask for any more. */
const dropped = new FinalizationRegistry<Results<unknown>>((results) => results.drop());

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
  /** The job knows these, and not the iterator: so an iterator that is dropped half-way is collected. */
  readonly #results: Results<R>;

  /** @internal */
  constructor(clock: Clock, open: (outlet: Outlet, demand: Demand) => () => void) {
    this.#results = new Results(clock, open);
    dropped.register(this, this.#results);
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
    return this.#results.next(timeout);
  }

  /** Ends the iteration: closes the input, cancels what runs. */
  return(): Promise<IteratorResult<R, undefined>> {
    this.#results.cancel();
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

/** Results that come, and those who wait for them. */
class Results<R> {
  readonly #clock: Clock;
  readonly #cancel: () => void;
  readonly #waiting: Waiting<R>[] = [];
  readonly #room = new Waiters();
  #ending: Ending | undefined;
  #isDropped = false;

  constructor(clock: Clock, open: (outlet: Outlet, demand: Demand) => () => void) {
    this.#clock = clock;
    const outlet: Outlet = {
      next: (value) => this.#settle((waiting) => waiting.resolve({ done: false, value: value as R })),
      error: (reason) => this.#end({ reason }),
      complete: () => this.#end({}),
      release: () => undefined,
    };
    this.#cancel = open(outlet, {
      room: () => this.#waiting.length,
      onRoom: (resume) => this.#room.add(resume),
    });
  }

  next(timeout: number): Promise<IteratorResult<R, undefined>> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting<R> = { resolve, reject };
      this.#waiting.push(waiting);
      if (this.#ending) {
        this.#end(this.#ending);
        return;
      }
      if (timeout < Infinity) {
        waiting.stopTimer = this.#clock.after(timeout, () => {
          this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
          reject(new ResultTimeoutError('next', timeout));
          this.#leave();
        });
      }
      this.#room.call();
    });
  }

  cancel(): void {
    this.#cancel();
    this.#end({});
  }

  /** Nobody has the iterator any more; somebody may still wait for what it promised. */
  drop(): void {
    this.#isDropped = true;
    this.#leave();
  }

  #leave(): void {
    if (this.#isDropped && this.#waiting.length === 0) this.cancel();
  }

  #end(ending: Ending): void {
    this.#ending = ending;
    while (this.#waiting.length > 0) {
      const now = this.#ending;
      // An error is told once; after it there is just nothing more.
      this.#ending = {};
      this.#settle((waiting) => {
        if ('reason' in now) waiting.reject(now.reason);
        else waiting.resolve({ done: true, value: undefined });
      });
    }
  }

  #settle(tell: (waiting: Waiting<R>) => void): void {
    const waiting = this.#waiting.shift();
    waiting?.stopTimer?.();
    if (!waiting) return;
    tell(waiting);
    if (!this.#ending) this.#leave();
  }
}
