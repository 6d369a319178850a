/** How far a job is. */
export interface Progress {
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  /** Rows that were answered. */
  readonly rows: number;
  /** Those of them that were answered with an error. */
  readonly bad: number;
}
