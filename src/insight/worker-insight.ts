/** Where the time of one worker went; times in ms. */
export interface WorkerInsight {
  /** Which of the pool's workers, from 1; the ones that take its place have the same number. */
  readonly workerId: number;
  /** Times that it was started. */
  readonly starts: number;
  /** Times that it died without being told to. */
  readonly crashes: number;
  /** Until it was ready, all starts together. */
  readonly startUp: number;
  /** Ready, without an item to run, while the pool had something to do. */
  readonly waiting: number;
  /** In the function; of several items at once, each counts. */
  readonly working: number;
  /** In items that had to wait until more of their values were taken, each counted. The worker may have run others. */
  readonly paused: number;
  /** Reading items and sending results. */
  readonly copying: number;
  /** Items that it ran, whatever became of them. */
  readonly items: number;
  /** Results, or values where items give many, that it sent back. */
  readonly values: number;
  /** Items that failed in it, further attempts counted too. */
  readonly failed: number;
  /** Messages that brought the items. */
  readonly messages: number;
}
