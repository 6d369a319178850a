import { OwnPromise } from '../../intrinsics.js';

const { setImmediate } = globalThis;

/** Lets timers and messages of this thread have their turn. */
export function breathe(): Promise<void> {
  return new OwnPromise((resolve) => setImmediate(resolve));
}
