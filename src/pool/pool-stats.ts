import type { Workers } from '../executor/executor.js';

/** A look at a pool, at the moment of asking. */
export interface PoolStats {
  /**
   * `open` takes calls; `closed` and `terminated` refuse them. `broken` fails them all, as no worker can start: its
   * `initializer` has failed, or workers die before they are ready.
   */
  readonly state: 'open' | 'closed' | 'terminated' | 'broken';
  /** Workers by state; none are started before the first job. */
  readonly workers: Workers;
  /** Calls and subscriptions that have not ended. */
  readonly jobs: number;
  /** Items that wait for a worker; with a source that pushes, nothing bounds them. */
  readonly queued: number;
  /**
   * How long the item has waited that has waited longest for a worker, in ms, to within about 10; 0 if none waits. An
   * item that is to run again counts from when it came. Noted from the first look at `stats` on: what waits at that
   * moment counts from then.
   */
  readonly oldest: number;
  /** Items that returned, since the pool was made. */
  readonly done: number;
  /** Items that failed for good. */
  readonly failed: number;
  /** Further attempts that were made. */
  readonly retried: number;
}
