const { queueMicrotask } = globalThis;

/** Makes what the program's own code has thrown an uncaught error of the program: no call of the pool is to blame. */
export function throwUncaught(reason: unknown): void {
  queueMicrotask(() => {
    throw reason;
  });
}

/** Calls back to the program, whose errors must not change what the pool does. */
export function callBack(callback: () => void): void {
  try {
    callback();
  } catch (reason) {
    throwUncaught(reason);
  }
}
