/**
 * Globals of the platform, as they were when the package was loaded.
 *
 * A function may replace any global of its worker, and a test library those of the program. That must not keep a call from
 * settling.
 */
export const {
  AbortController: OwnAbortController,
  Map: NativeMap,
  Promise: OwnPromise,
  Set: NativeSet,
} = globalThis;

/** A method or getter of the platform as a function. */
export function methodOf<R>(owner: object, name: PropertyKey): (self: unknown, ...args: unknown[]) => R {
  const getter: unknown = Reflect.get(Object.getOwnPropertyDescriptor(owner, name) ?? {}, 'get');
  return Function.prototype.call.bind((getter ?? Reflect.get(owner, name)) as () => R) as never;
}

/** A `Map` with methods of its own. */
export class OwnMap<K, V> extends NativeMap<K, V> {}

/** A `Set` with methods of its own. */
export class OwnSet<T> extends NativeSet<T> {}

for (const [own, native] of [
  [OwnMap.prototype, NativeMap.prototype],
  [OwnSet.prototype, NativeSet.prototype],
] as const) {
  for (const key of Reflect.ownKeys(native)) {
    const member = Object.getOwnPropertyDescriptor(native, key);
    if (member && key !== 'constructor') Object.defineProperty(own, key, member);
  }
}
