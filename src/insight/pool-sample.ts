import type { PoolStats } from '../pool/pool-stats.js';

/** A look at a pool, and what has happened since the one before it. */
export interface PoolSample extends PoolStats {
  /** Items that returned, per second. */
  readonly donePerSecond: number;
  /** Items that failed for good, per second. */
  readonly failedPerSecond: number;
  /** Further attempts that were made, per second. */
  readonly retriedPerSecond: number;
  /** Results, or values where items give many, per second. */
  readonly valuesPerSecond: number;
  /** Items that give many values and have to wait until some are taken, of those that were sent since the subscription. */
  readonly paused: number;
  /** The share of their time in which workers had work, from 0 to 1. */
  readonly utilization: number;
  /**
   * How much later than asked for this look was taken, in ms: so long was the event loop of this thread busy with
   * something else.
   */
  readonly delay: number;
}
