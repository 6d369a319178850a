import { receiveMessageOnPort, type MessagePort, type Transferable } from 'node:worker_threads';
import { types } from 'node:util';
import type { Link } from '../../lane/link.js';
import type { FromWorker } from '../../wire/messages.js';
import { monotonic } from './monotonic.js';
import { refuseDetached } from './refuse-detached.js';
import { unreadable } from './unreadable.js';
import type { SharedLedger } from '../../wire/shared-ledger.js';
import { isCloneable } from '../../wire/is-cloneable.js';

/** The near end of a lane to a worker thread. */
export function threadLink(
  port: MessagePort,
  ledger: SharedLedger,
  onMessage: (message: FromWorker) => void,
  kill: () => void,
): Link {
  port.on('message', onMessage);
  // Results that cannot be read are lost: better with their worker than without a word.
  port.on('messageerror', (error) => {
    // What comes after them would be taken for theirs.
    port.close();
    onMessage(unreadable(error));
    kill();
  });
  return {
    post(message, transfer) {
      refuseDetached(transfer);
      if (message.type === 'chunk') ledger.open(message.seq);
      port.postMessage(message, transfer as Transferable[] | undefined);
    },
    limit: (seq, boundary) => ledger.limit(seq, boundary),
    flagCancel: (seq) => ledger.cancel(seq),
    hurry: (seq) => ledger.hurry(seq),
    running: () => ledger.read(),
    drain() {
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
        onMessage(next.message as FromWorker);
      }
    },
    now: monotonic,
    isCloneable,
    isProxy: types.isProxy,
    kill,
    close: () => port.close(),
  };
}
