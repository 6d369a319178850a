import type { BatchMessage } from '../wire/messages.js';
import type { ItemScope } from './current-task.js';
import type { Reports } from './reports.js';
import { RunningTask } from './running-task.js';
import type { WorkerPort } from './worker-port.js';

const NONE: readonly object[] = [];

/** Which item of a batch runs; what there is to tell of it is made only for those who ask. */
export class RunningBatch implements ItemScope {
  readonly #batch: BatchMessage;
  readonly #workerId: number;
  readonly #port: WorkerPort;
  #index: number | undefined;
  #task: RunningTask | undefined;
  /** The item that runs has returned a promise: what happens meanwhile can be another's doing. */
  isWaiting = false;
  /** The item that runs has to wait until the pool allows more values: others may run meanwhile. */
  isPaused = false;
  /** Called when nobody waits for the item that runs. */
  onAbort: (() => void) | undefined;
  /** Called when the item that runs has had its time. */
  onLate: (() => void) | undefined;
  readonly moved: object[] = [];
  /** Set if somebody hears what the function reports. */
  reports: Reports | undefined;

  constructor(batch: BatchMessage, workerId: number, port: WorkerPort) {
    this.#batch = batch;
    this.#workerId = workerId;
    this.#port = port;
  }

  /** The item that runs; undefined between items. */
  get task(): RunningTask | undefined {
    if (this.#index === undefined) return undefined;
    return (this.#task ??= new RunningTask(this.#batch, this.#index, this.#workerId, this.#port));
  }

  /** What was moved since this was asked last. */
  takeMoved(): readonly object[] {
    return this.moved.length === 0 ? NONE : this.moved.splice(0);
  }

  /** Takes what the function reports of the item that runs. */
  report(value: unknown): void {
    this.reports?.take(value);
  }

  begin(index: number): void {
    this.#index = index;
    this.#task = undefined;
  }

  rest(): void {
    this.#index = undefined;
    this.#task = undefined;
  }

  /** An item has had its time, if it still runs. */
  late(position: number): void {
    if (this.#batch.first + position !== this.#index) return;
    this.onLate?.();
    this.task?.late();
  }

  /** Nobody waits for the item that runs. */
  abort(): void {
    this.#task?.abort();
    this.onAbort?.();
  }
}
