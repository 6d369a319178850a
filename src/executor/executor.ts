import type { AnyFunction } from '../function/any-function.js';
import type { Batch } from './batch.js';
import type { Clock } from './clock.js';
import type { PoolObserver } from './observer.js';
import type { OnReport } from './report.js';

/**
 * `finish` stops before the next item, `kill` ends the worker, after `Call.grace`. `recall` gives back at once what has not begun, for
 * another worker that has nothing to do, where a busy worker can be told.
 */
export type CancelMode = 'finish' | 'kill' | 'recall';

/** Stops a batch. What a recall gives back is reported `recalled`; otherwise, what did not run is reported `unrun`. */
export type Cancel = (mode: CancelMode) => void;

/** The parts of a job that some executors cannot run. */
export interface JobNeeds {
  /** Begins the error message, as in "Cannot imap". */
  readonly action: string;
  /** Items that one worker runs at once. */
  readonly concurrency: number;
  /** Hears reports. */
  readonly onReport?: unknown;
  /** Items give many values. */
  readonly givesMany: boolean;
  /** In which order results leave. */
  readonly ordering?: string;
  /** Further attempts of an item that failed. */
  readonly retries?: number;
}

/** How many workers are in which state. */
export interface Workers {
  /** Started, and not ready for work yet. */
  readonly starting: number;
  /** Ready, with nothing to do. */
  readonly idle: number;
  /** With work. */
  readonly busy: number;
}

/**
 * The port between the engine and whatever runs functions: threads, processes, this thread, virtual time.
 *
 * It is callback-shaped, so that an executor can live in virtual time, where no promise ever resolves.
 * An executor never reports inside `submit` itself, and reports each item exactly once.
 */
export interface Executor {
  /** Number of workers. */
  readonly size: number;
  /** Batches per worker that are worth having in flight, so that a worker never waits for the next one. */
  readonly window: number;
  /**
   * Work that is worth sending to a worker at once, in ms, so that the way there is cheap: several chunks of quick
   * items go together then. 0: always one chunk.
   */
  readonly messageTime: number;
  /** True if `Call.transfer` saves a copy here; where it is false, arguments are copied. */
  readonly supportsTransfer: boolean;
  /** Tells about how many bytes a value takes; without it, `bufferbytes` does not bound what is read from a source. */
  weigh?(value: unknown): number;
  /** The time that `linger` and `get(timeout)` are measured in. */
  readonly clock: Clock;
  /**
   * Checks whether it can run a job.
   *
   * @throws TypeError or RangeError that names the option, as in "Cannot imap: concurrency must be 1 here".
   */
  check?(job: JobNeeds): void;
  /** Makes `fn` ready to travel. Throws or rejects with `UnshippableFunctionError` if it cannot. */
  load(fn: AnyFunction): unknown;
  /** Runs a batch and reports on it. */
  submit(batch: Batch, onReport: OnReport): Cancel;
  /** No batch is open and none will come: lets go of workers gracefully (finalizers run). */
  close(): Promise<void>;
  /** Ends all workers now. Nothing is reported any more. */
  terminate(): Promise<void>;
  /** Says that the pool has work (true) or none (false): workers start for the former; with the latter, the program may end. */
  hold(busy: boolean): void;
  /** What the workers do right now. */
  readonly workers: Workers;
  /** Tells `observer`, from now on, of workers that come and go, and measures batches if it asks for that. */
  observe?(observer: PoolObserver | undefined): void;
  /** True once it is certain that no worker will ever run anything. */
  readonly isBroken?: boolean;
}
