import type { Pace } from './pace.js';
import type { RunningChunk } from './running-chunk.js';
import type { Stopwatch } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/** What a worker has while it runs one chunk after another. */
export interface WorkerState {
  readonly port: WorkerPort;
  readonly workerId: number;
  /** The chunk that runs. */
  running: RunningChunk | undefined;
  /** Sends what is done, because the worker is about to die. */
  rescue: () => void;
  /** Items run so far, in all chunks. */
  ran: number;
  readonly pace: Pace;
  /** Made when somebody looks on. */
  stopwatch: Stopwatch | undefined;
}
