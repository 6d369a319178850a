/** True for shared memory and views of it: a copy would no longer be shared. */
export function isShared(value: unknown): boolean {
  // Pages that are not cross-origin isolated have none.
  if (typeof SharedArrayBuffer === 'undefined') return false;
  return (
    value instanceof SharedArrayBuffer ||
    (ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer)
  );
}
