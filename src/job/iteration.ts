import { ResultTimeoutError } from '../errors.js';
import type { Clock } from '../executor/clock.js';
import type { Demand } from './demand.js';
import type { Job } from './job.js';
import type { JobSpec, Outlet } from './job-spec.js';
import { Fault } from './output.js';
import { pull } from './pull.js';

/** Where the job is opened. */
interface JobOpener {
  readonly clock: Clock;
  open(spec: JobSpec, caller: { readonly outlet: Outlet; readonly reader: Demand }): Job;
}

interface Waiting<R> {
  resolve(result: IteratorResult<R, undefined>): void;
  reject(reason: unknown): void;
  stopTimer?: () => void;
}

type Ending = { readonly reason: unknown } | Record<string, never>;

/** A job whose results are asked for one by one: those that come, and those who wait for them. */
export class Iteration<R> {
  readonly #clock: Clock;
  readonly #cancel: () => void;
  readonly #waiting: Waiting<R>[] = [];
  /** Has the job look for a result that may leave. */
  #resume: (() => void) | undefined;
  #ending: Ending | undefined;
  #isDropped = false;

  constructor(opener: JobOpener, spec: JobSpec, iterable: Iterable<unknown> | AsyncIterable<unknown>) {
    this.#clock = opener.clock;
    let stop = (): void => undefined;
    const outlet: Outlet = {
      next: (value) => this.#settle((waiting) => waiting.resolve({ done: false, value: value as R })),
      error: (reason) => this.#end({ reason }),
      complete: () => this.#end({}),
      release: () => stop(),
    };
    const reader = {
      room: () => this.#waiting.length,
      onRoom: (resume: () => void) => {
        this.#resume = resume;
        return () => (this.#resume = undefined);
      },
    };
    const job = opener.open(spec, { outlet, reader });
    this.#cancel = () => job.cancel();
    if (job.isClosed) return;
    const target = {
      next: (item: unknown) => job.push(item),
      error: (reason: unknown) => job.end(new Fault(reason)),
      complete: () => job.end(),
    };
    stop = pull(iterable, target, job);
    // The input itself may have ended the job, by the signal.
    if (job.isClosed) stop();
  }

  /** Waits for the next result, for `timeout` ms at most. */
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
      this.#resume?.();
    });
  }

  /** Nobody asks any more: closes the input, cancels what runs. */
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
