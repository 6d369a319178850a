import type { Amount } from '../wire/messages.js';
import type { Outbox } from './outbox.js';
import type { Pace } from './pace.js';
import type { Overhead } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/** What a worker has while it runs one batch after another. */
export interface Workbench {
  readonly port: WorkerPort;
  readonly workerId: number;
  readonly outbox: Outbox;
  readonly pace: Pace;
  readonly overhead: Overhead;
  /** How much batches may give, by their numbers: those that were allowed more since they were sent. */
  readonly credits: Map<number, Amount>;
  /** A batch has to wait: others may run. */
  readonly onPause: () => void;
}
