import { receiveMessageOnPort, type MessagePort, type Transferable } from 'node:worker_threads';
import type { TinypoolWorker } from 'tinypool';
import type { FromWorker } from '../../wire/messages.js';
import type { SharedLedger } from '../../wire/shared-ledger.js';
import type { Link } from '../../workers/link.js';
import { monotonic } from './monotonic.js';
import { refuseDetached } from './refuse-detached.js';
import { unreadable } from './unreadable.js';
import { threadChannel } from './value-channels.js';

/** The near end of the channel to a worker thread. */
export function threadLink(
  worker: TinypoolWorker,
  port: MessagePort,
  ledger: SharedLedger,
  onMessage: (message: FromWorker) => void,
  kill: () => void,
): Link {
  const lose = (error: unknown): void => {
    // The pool would take later results for the lost ones.
    port.close();
    onMessage(unreadable(error));
    kill();
  };
  port.on('message', (message: FromWorker) => {
    try {
      onMessage(message);
    } catch (error) {
      // It is none of the package's: user code has found the port.
      lose(error);
    }
  });
  // The worker keeps the program alive, or does not: its end has to be heard of, too.
  port.unref();
  // Results that cannot be read are lost: better with their worker than without a word.
  port.on('messageerror', lose);
  return {
    post(message, transfer) {
      refuseDetached(transfer);
      port.postMessage(message, transfer as Transferable[] | undefined);
    },
    open: (seq) => ledger.open(seq),
    limit: (seq, boundary) => ledger.limit(seq, boundary),
    flagCancel: (seq) => ledger.cancel(seq),
    flagLate: (seq, position) => ledger.flagLate(seq, position),
    hurry: (seq) => ledger.hurry(seq),
    running: (seq) => ledger.read(seq),
    drain() {
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
        onMessage(next.message as FromWorker);
      }
    },
    hold(isHeld) {
      if (isHeld) worker.ref?.();
      else worker.unref?.();
    },
    now: monotonic,
    ...threadChannel,
    kill,
    close: () => port.close(),
  };
}
