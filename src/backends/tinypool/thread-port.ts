import { threadId, type MessagePort, type Transferable } from 'node:worker_threads';
import { types } from 'node:util';
import { SharedLedger } from '../../wire/shared-ledger.js';
import type { WorkerPort } from '../../worker/worker-port.js';
import { breathe } from './breathe.js';
import { isCloneable } from '../../wire/is-cloneable.js';
import { itemContext } from './item-context.js';
import { loadFunction } from './load-function.js';
import { monotonic } from './monotonic.js';
import { refuseDetached } from './refuse-detached.js';

/** The far end of a lane in a worker thread: a message port, and memory for what cannot wait for a message. */
export function threadPort(port: MessagePort, memory: SharedArrayBuffer): WorkerPort {
  const ledger = new SharedLedger(memory);
  return {
    thread: threadId,
    post(message, transfer) {
      refuseDetached(transfer);
      port.postMessage(message, transfer as Transferable[] | undefined);
    },
    begin: (seq, position, timed) => ledger.begin(seq, position, timed ? monotonic() : 0),
    rest: () => ledger.rest(),
    now: monotonic,
    trace: (owner, call) => itemContext.run(owner, call),
    isCancelled: (seq) => ledger.isCancelled(seq),
    isCloneable,
    isProxy: types.isProxy,
    load: loadFunction,
    breatheAfter: 10,
    breathe,
    exit: () => process.exit(0),
  };
}
