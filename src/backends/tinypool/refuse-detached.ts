/**
 * Throws if memory is to move that has moved already.
 *
 * Node sends such a message all the same; it then fails on the other side, where nobody can tell what it was.
 */
export function refuseDetached(transfer: readonly object[] | undefined): void {
  if (!transfer) return;
  for (const part of transfer) {
    // Making a view of detached memory throws; Node 20 has no property to ask.
    if (part instanceof ArrayBuffer && part.byteLength === 0) void new Uint8Array(part);
  }
}
