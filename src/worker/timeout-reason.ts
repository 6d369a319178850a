// Taken now: the program may replace it.
const { DOMException } = globalThis;

/** What the signal of an item aborts with that has had its time: the same as that of `AbortSignal.timeout()`. */
export function timeoutReason(): DOMException {
  return new DOMException('The item ran longer than its timeout', 'TimeoutError');
}
