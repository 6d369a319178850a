import type { Batch, Call } from './batch.js';
import type { Report } from './report.js';

/** Something that has happened in a pool. */
export type PoolEvent = SentEvent | ReportedEvent | HeardEvent | WorkerEvent;

/** A batch went to a worker. */
export interface SentEvent {
  /** Tells the events apart. */
  readonly type: 'sent';
  /** When, in ms of the executor's clock. */
  readonly at: number;
  /** What went. */
  readonly batch: Batch;
  /** What it took this thread to send it, in ms. */
  readonly took: number;
}

/** Something has become of a batch's next items. */
export interface ReportedEvent {
  /** Tells the events apart. */
  readonly type: 'reported';
  /** When, in ms of the executor's clock. */
  readonly at: number;
  /** Whose items. */
  readonly batch: Batch;
  /** Items of the batch that were reported before. */
  readonly reported: number;
  /** What has become of them. */
  readonly report: Report;
}

/** A function has reported something of its item, by `report`. */
export interface HeardEvent {
  /** Tells the events apart. */
  readonly type: 'heard';
  /** When it was heard, in ms of the executor's clock. */
  readonly at: number;
  /** Whose item. */
  readonly call: Call;
  /** Position of the item in its source, from 0. */
  readonly index: number;
  /** How often the item was tried before. */
  readonly attempt: number;
  /** What it reported. */
  readonly value: unknown;
}

/** A worker comes, is ready, leaves as agreed, or dies. */
export interface WorkerEvent {
  /** Tells the events apart. */
  readonly type: 'worker';
  /** When, in ms of the executor's clock. */
  readonly at: number;
  /** Which of the pool's workers, from 1. */
  readonly workerId: number;
  /** What it does. */
  readonly state: 'starting' | 'ready' | 'gone' | 'crashed';
  /** How it died, if it did. */
  readonly crash: WorkerCrash | undefined;
}

/** A worker that has died without being told to. */
export interface WorkerCrash {
  /** Which of the pool's workers, from 1; the one that takes its place has the same number. */
  readonly workerId: number;
  /** Position in its source of the item that is charged with it; undefined if none is. */
  readonly index: number | undefined;
  /** The worker's exit code, if it is known. */
  readonly exitCode: number | null;
  /** The signal that ended the worker process, if one did. */
  readonly signal: string | null;
  /** The error that ended it, if it is known. */
  readonly cause: unknown;
}

/** Hears what happens in a pool. Events are made only while somebody listens. */
export interface PoolObserver {
  /** Reports on batches that are submitted from now on come with `measures`. */
  readonly isMeasured: boolean;
  /** Called for each event, at once. */
  hear(event: PoolEvent): void;
}
