/**
 * What the package uses of the platform while the program's own code runs beside it, as it was when the package was loaded.
 *
 * A function may replace or break any global of its worker, and a test library those of the program: what it does is done
 * to the program, and must cost no call its end.
 */
const platform = globalThis;

export const {
  AbortController: OwnAbortController,
  Map: NativeMap,
  Promise: OwnPromise,
  Set: NativeSet,
} = platform;

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
  const { constructor, ...members } = Object.getOwnPropertyDescriptors(native as object) as Record<
    string,
    PropertyDescriptor
  >;
  void constructor;
  Object.defineProperties(own, members);
}
