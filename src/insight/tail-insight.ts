/** The end of the last job, from when a worker had nothing left to do. */
export interface TailInsight {
  /** How long it was, in ms; 0 if all workers ended together. */
  readonly duration: number;
  /** That time as all workers together lost it, in ms. */
  readonly lost: number;
  /** Which worker was the last at work, from 1. */
  readonly workerId: number;
  /** Items in the message that it was at. */
  readonly items: number;
  /** Position in its source of the first of them, from 0; of the last one, where each could have gone alone. */
  readonly index: number;
  /** Items that had to stay together there: its `chunksize`. */
  readonly chunksize: number;
}
