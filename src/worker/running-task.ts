import { OwnAbortController } from '../intrinsics.js';
import type { BatchMessage } from '../wire/messages.js';
import type { CurrentTask } from './current-task.js';
import { timeoutReason } from './timeout-reason.js';
import type { WorkerPort } from './worker-port.js';

/** What `currentTask` tells while an item runs; its signal is made only for those who ask. */
export class RunningTask implements CurrentTask {
  readonly index: number;
  readonly attempt: number;
  readonly workerId: number;
  readonly #seq: number;
  /** How far into the batch it is. */
  readonly #position: number;
  readonly #port: WorkerPort;
  #controller: AbortController | undefined;
  #isLate = false;

  constructor({ seq, first, attempt }: BatchMessage, index: number, workerId: number, port: WorkerPort) {
    this.index = index;
    this.attempt = attempt;
    this.workerId = workerId;
    this.#seq = seq;
    this.#position = index - first;
    this.#port = port;
  }

  get signal(): AbortSignal {
    const controller = (this.#controller ??= new OwnAbortController());
    // A function that never awaits would not get the messages.
    if (this.#port.isCancelled(this.#seq)) controller.abort();
    if (this.#isLate || this.#port.isLate(this.#seq, this.#position)) controller.abort(timeoutReason());
    return controller.signal;
  }

  /** The item has had its time. */
  late(): void {
    this.#isLate = true;
    this.#controller?.abort(timeoutReason());
  }

  /** Nobody waits for the item any more. */
  abort(): void {
    this.#controller?.abort();
  }
}
