import type { MessagePort, Transferable } from 'node:worker_threads';
import type { ToWorker } from '../../wire/messages.js';
import { SharedLedger } from '../../wire/shared-ledger.js';
import type { WorkerPort } from '../../worker/worker-port.js';
import { breathe } from './breathe.js';
import { itemContext } from './item-context.js';
import { functionLoader } from './load-function.js';
import { monotonic } from './monotonic.js';
import { refuseDetached } from './refuse-detached.js';
import { threadChannel } from './value-channels.js';

const { performance, process } = globalThis;

/** The far end of a worker's channel, where it hears of the pool. */
export interface ListeningPort extends WorkerPort {
  /** Hands on what the pool sends, and why it cannot be read. */
  listen(receive: (message: ToWorker) => void, onUnreadable: (error: unknown) => void): void;
}

/** The far end in a worker thread: a message port, and memory for what cannot wait for a message. */
export function threadPort(port: MessagePort, memory: SharedArrayBuffer): ListeningPort {
  const ledger = new SharedLedger(memory);
  // Taken now: user code that replaces it must not keep a worker that has to go.
  const exit = process.exit.bind(process);
  const postMessage = port.postMessage.bind(port);
  return {
    listen(receive, onUnreadable) {
      port.on('message', receive);
      port.on('messageerror', onUnreadable);
    },
    post(message, transfer) {
      refuseDetached(transfer);
      postMessage(message, transfer as Transferable[] | undefined);
    },
    begin: (seq, position, timed) => ledger.begin(seq, position, timed ? monotonic() : 0),
    rest: (seq) => ledger.rest(seq),
    now: monotonic,
    ownTime: performance.now.bind(performance),
    trace: (owner, call) => itemContext.run(owner, call),
    isCancelled: (seq) => ledger.isCancelled(seq),
    isLate: (seq, position) => ledger.isLate(seq, position),
    ...threadChannel,
    ...functionLoader(),
    breatheAfter: 10,
    breathe,
    exit: () => exit(0),
  };
}
