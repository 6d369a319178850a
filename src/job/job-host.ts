import type { Clock } from '../executor/clock.js';
import type { Job } from './job.js';
import type { Tally } from './tally.js';

/** What a job needs of the place where it runs. */
export interface JobHost {
  readonly clock: Clock;
  /** Number of workers. */
  readonly size: number;
  /** Chunks per worker that are worth having in flight. */
  readonly window: number;
  /** Work worth sending to a worker at once, in ms. */
  readonly messageTime: number;
  readonly supportsTransfer: boolean;
  readonly tally: Tally;
  /** Keeps the asynchronous context of now, for what is called later. */
  keepContext(): <R>(work: () => R) => R;
  /** The job has a chunk to run, or may have one. */
  wake(job: Job): void;
  /** The job's outlet has heard its last. */
  closed(job: Job): void;
}
