/** How many items ended in which way, over all jobs of a pool. */
export interface Tally {
  done: number;
  failed: number;
  retried: number;
}
