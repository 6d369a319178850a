import type { Chunk, Report } from './executor.js';
import type { WorkerCrash } from './worker-crash.js';

/** Something that has happened in a pool; `at` says when, in ms of the executor's clock. */
export type PoolEvent =
  | {
      /** A chunk, or several that travel together, went to a worker. */
      readonly type: 'sent';
      readonly at: number;
      readonly chunk: Chunk;
      /** What it took this thread to send it, in ms. */
      readonly took: number;
    }
  | {
      /** Something has become of a chunk's next items. */
      readonly type: 'reported';
      readonly at: number;
      readonly chunk: Chunk;
      /** Items of the chunk that were reported before. */
      readonly settled: number;
      readonly report: Report;
    }
  | {
      /** A worker comes, is ready, leaves as agreed, or dies. */
      readonly type: 'worker';
      readonly at: number;
      readonly workerId: number;
      readonly state: 'starting' | 'ready' | 'gone' | 'crashed';
      /** How it died, if it did. */
      readonly crash: WorkerCrash | undefined;
    };
