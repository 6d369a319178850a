const registry = new FinalizationRegistry<() => void>((callback) => callback());

/**
 * Calls back some time after an object was garbage-collected, unless the returned function is called before.
 *
 * @param callback - Must not hold the object itself.
 */
export function whenDropped(object: object, callback: () => void): () => void {
  registry.register(object, callback, callback);
  return () => void registry.unregister(callback);
}
