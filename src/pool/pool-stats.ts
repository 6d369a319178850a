import type { Workers } from '../executor/executor.js';

/** A look at a pool, at the moment of asking. */
export interface PoolStats {
  /** Workers by state; none are started before the first job. */
  readonly workers: Workers;
  /** Calls and subscriptions that have not ended. */
  readonly jobs: number;
  /** Items that wait for a worker; with a source that pushes, nothing bounds them. */
  readonly queued: number;
  /** Items that returned, since the pool was made. */
  readonly done: number;
  /** Items that failed for good. */
  readonly failed: number;
  /** Further attempts that were made. */
  readonly retried: number;
}
