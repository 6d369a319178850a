import type { Pool, PoolOptions } from 'rxjs-pool';

/** Pool options that make sense for every backend. */
export type BackendOptions = Omit<PoolOptions, 'runtime' | 'executor'>;

/** What the semantic specs need to know about whatever runs the functions. */
export interface Backend {
  readonly name: string;
  create(options?: BackendOptions): Pool;
  /** Workers can be ended while they run, and can end on their own. */
  readonly hasMortalWorkers: boolean;
  /** More than one item can run at once. */
  readonly runsInParallel: boolean;
  /** Workers take some ms to start, not some hundred. */
  readonly startsFast: boolean;
  /** Arguments and results can move instead of being copied. */
  readonly supportsTransfer: boolean;
  /** Whoever waits for a worker that ends itself learns of its exit code. */
  readonly hasExitCodes: boolean;
  /** A worker sees the memory of a `SharedArrayBuffer` that it is given. */
  readonly sharesMemory: boolean;
  /** Other machines run the items: one at a time in a worker, and each with one result. */
  readonly isQueue: boolean;
}
