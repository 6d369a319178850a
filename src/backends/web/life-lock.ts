interface LockManager {
  request(name: string, options: { signal?: AbortSignal }, callback: () => unknown): Promise<unknown>;
}

/**
 * A lock that a worker holds as long as it lives: the one thing by which browsers tell that it does not.
 *
 * Undefined names mean that there are no locks, as in insecure contexts: there, a worker's end is only noticed if it
 * or the page calls what the pool has wrapped.
 */
export const lifeLock = {
  /** A new name for it. */
  name: (): string | undefined => (locks() ? `rxjs-pool ${crypto.randomUUID()}` : undefined),

  /** Holds it until this worker ends; resolves when it is held, or cannot be. */
  hold(name: string | undefined): Promise<void> {
    return new Promise((resolve) => {
      const keep = (): Promise<never> => {
        resolve();
        return new Promise(() => undefined);
      };
      if (name === undefined) resolve();
      else take(name, {}, keep).catch(resolve);
    });
  },

  /** Calls back when the worker that holds it has ended, unless `signal` is aborted before. */
  await(name: string | undefined, signal: AbortSignal, onEnd: () => void): void {
    // Refused in sandboxed frames, and when it is no longer waited for.
    if (name !== undefined) take(name, { signal }, onEnd).catch(() => undefined);
  },
};

function locks(): LockManager | undefined {
  return (globalThis as { navigator?: { locks?: LockManager } }).navigator?.locks;
}

async function take(name: string, options: { signal?: AbortSignal }, callback: () => unknown): Promise<void> {
  await locks()?.request(name, options, callback);
}
