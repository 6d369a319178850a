import type { Link } from '../../workers/link.js';
import type { SharedLedger } from '../../wire/shared-ledger.js';
import { webChannel } from './web-channel.js';
import { wallTime } from './wall-time.js';
import type { WebPort } from './web-port.js';

/**
 * The near end of the channel to a browser's worker.
 *
 * @param ledger - Undefined where memory cannot be shared: there the worker says what it begins.
 */
export function webLink(port: WebPort, ledger: SharedLedger | undefined, kill: () => void): Link {
  return {
    post: (message, transfer) => port.postMessage(message, transfer ?? []),
    open: (seq) => ledger?.open(seq),
    limit: (seq, boundary) => ledger?.limit(seq, boundary),
    flagCancel: (seq) => ledger?.cancel(seq) ?? false,
    flagLate: (seq, position) => ledger?.flagLate(seq, position),
    // Without shared memory, it looks at the clock after each item as it is.
    hurry: (seq) => ledger?.hurry(seq),
    running: (seq) => ledger?.read(seq),
    // No browser reads a port on demand: the crew waits for a dead worker's last words instead.
    drain: () => undefined,
    // Nothing here keeps a page open.
    hold: () => undefined,
    now: wallTime,
    ...webChannel,
    kill,
    close: () => port.close(),
  };
}
