/** Reads what may throw: a getter, a proxy, a variable without a value; `undefined` then. */
export function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
