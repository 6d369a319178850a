import type { Batch } from './batch.js';
import type { Report } from './report.js';
import type { WorkerCrash } from './worker-crash.js';

/** Something that has happened in a pool; `at` says when, in ms of the executor's clock. */
export type PoolEvent = SentEvent | ReportedEvent | WorkerEvent;

/** A batch went to a worker. */
export interface SentEvent {
  readonly type: 'sent';
  readonly at: number;
  readonly batch: Batch;
  /** What it took this thread to send it, in ms. */
  readonly took: number;
}

/** Something has become of a batch's next items. */
export interface ReportedEvent {
  readonly type: 'reported';
  readonly at: number;
  readonly batch: Batch;
  /** Items of the batch that were reported before. */
  readonly reported: number;
  readonly report: Report;
}

/** A worker comes, is ready, leaves as agreed, or dies. */
export interface WorkerEvent {
  readonly type: 'worker';
  readonly at: number;
  readonly workerId: number;
  readonly state: 'starting' | 'ready' | 'gone' | 'crashed';
  /** How it died, if it did. */
  readonly crash: WorkerCrash | undefined;
}

/** Hears what happens in a pool. Events are made only while somebody listens. */
export interface PoolObserver {
  /** Reports on batches that are submitted from now on come with `measures`. */
  readonly isMeasured: boolean;
  hear(event: PoolEvent): void;
}
