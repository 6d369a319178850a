import type { Call } from '../executor/batch.js';
import type { Executor } from '../executor/executor.js';
import type { ItemReport } from '../executor/item-report.js';
import type { Demand, StageDemand } from './demand.js';
import type { Job } from './job.js';
import type { Outlet } from './job-spec.js';
import type { Tempos } from './tempo.js';

/** What a job asks of the executor that it runs on. */
export type JobExecutor = Pick<
  Executor,
  'clock' | 'size' | 'window' | 'messageTime' | 'supportsTransfer' | 'weigh'
>;

/** How many items ended in which way, over all jobs of a pool. */
export interface Tally {
  done: number;
  failed: number;
  retried: number;
}

/** What all jobs of a pool have in common. */
export interface JobPlace {
  readonly executor: JobExecutor;
  readonly tally: Tally;
  readonly tempos: Tempos;
  /** The job has a batch to run, or may have one. */
  wake(job: Job): void;
  /** A function has reported something of its item. */
  heard(call: Call, report: ItemReport): void;
  /** The job takes more of the workers' places, or less. */
  occupy(change: number): void;
  /** The job's outlet has heard its last. */
  closed(job: Job): void;
}

/** Who has made a job. */
export interface JobCaller {
  readonly outlet: Outlet;
  /** Asks for each result, as an iterator does: a result leaves only when it is asked for. */
  readonly reader?: Demand;
  /** The pool stage that takes the results, if one does: they wait for it where that slows the reading of a source. */
  readonly below?: StageDemand;
  /** Calls in the asynchronous context of the caller. */
  readonly inContext: <R>(work: () => R) => R;
}
