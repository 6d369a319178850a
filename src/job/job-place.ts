import type { Executor } from '../executor/executor.js';
import type { Job } from './job.js';
import type { Tally } from './tally.js';
import type { Tempo } from './tempo.js';

/** What a job asks of the executor that it runs on. */
export type JobExecutor = Pick<Executor, 'clock' | 'size' | 'window' | 'messageTime' | 'supportsTransfer'>;

/** What a job has of its pool, besides the executor. */
export interface JobPlace {
  readonly tally: Tally;
  /** How long the job's function took in calls before this one. */
  readonly tempo: Tempo;
  /** Calls in the asynchronous context of whoever made the job. */
  readonly inContext: <R>(work: () => R) => R;
  /** The job has a batch to run, or may have one. */
  wake(job: Job): void;
  /** The job's outlet has heard its last. */
  closed(job: Job): void;
}
