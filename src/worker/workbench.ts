import type { Outbox } from './outbox.js';
import type { Pace } from './pace.js';
import type { RunningBatch } from './running-batch.js';
import type { Stopwatch } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/** What a worker has while it runs one batch after another. */
export interface Workbench {
  readonly port: WorkerPort;
  readonly workerId: number;
  readonly outbox: Outbox;
  readonly pace: Pace;
  /** The batch that runs. */
  running: RunningBatch | undefined;
  /** Made when somebody observes. */
  stopwatch: Stopwatch | undefined;
}
