/** What a pool may be at and still be up. */
export interface PoolHealthLimits {
  /**
   * Most items that may wait for a worker.
   *
   * @default Infinity, as a long job is not an illness
   */
  maxQueued?: number;
  /**
   * Most ms that an item may have waited for a worker.
   *
   * @default Infinity
   */
  maxWait?: number;
}
