import { OwnAbortController } from '../intrinsics.js';
import type { BatchMessage } from '../wire/messages.js';
import type { CurrentTask } from './current-task.js';
import type { WorkerPort } from './worker-port.js';

/** What `currentTask` tells while an item runs; its signal is made only for those who ask. */
export class RunningTask implements CurrentTask {
  readonly index: number;
  readonly attempt: number;
  readonly workerId: number;
  readonly #seq: number;
  readonly #port: WorkerPort;
  #controller: AbortController | undefined;

  constructor({ seq, attempt }: BatchMessage, index: number, workerId: number, port: WorkerPort) {
    this.index = index;
    this.attempt = attempt;
    this.workerId = workerId;
    this.#seq = seq;
    this.#port = port;
  }

  get signal(): AbortSignal {
    const controller = (this.#controller ??= new OwnAbortController());
    // A function that never awaits would not get the message.
    if (this.#port.isCancelled(this.#seq)) controller.abort();
    return controller.signal;
  }

  /** Nobody waits for the item any more. */
  abort(): void {
    this.#controller?.abort();
  }
}
