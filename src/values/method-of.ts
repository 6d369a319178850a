/** A method or getter of the platform as a function, as it is now: the program may replace it. */
export function methodOf<R>(owner: object, name: PropertyKey): (self: unknown, ...args: unknown[]) => R {
  const getter: unknown = Reflect.get(Object.getOwnPropertyDescriptor(owner, name) ?? {}, 'get');
  return Function.prototype.call.bind((getter ?? Reflect.get(owner, name)) as () => R) as never;
}
