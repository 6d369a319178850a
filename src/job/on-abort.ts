interface Listeners {
  readonly callbacks: Set<() => void>;
  readonly hear: () => void;
}

const listening = new WeakMap<AbortSignal, Listeners>();

/**
 * Calls back when a signal is aborted, unless the returned function is called before.
 *
 * All share one listener of the signal: Node warns where there are more than ten, and each job has one.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const listeners = listening.get(signal) ?? listenersOf(signal);
  const { callbacks } = listeners;
  if (callbacks.size === 0) signal.addEventListener('abort', listeners.hear);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size === 0) signal.removeEventListener('abort', listeners.hear);
  };
}

function listenersOf(signal: AbortSignal): Listeners {
  const callbacks = new Set<() => void>();
  const hear = (): void => {
    for (const callback of callbacks) callback();
  };
  const listeners = { callbacks, hear };
  listening.set(signal, listeners);
  return listeners;
}
