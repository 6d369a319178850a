/** Sets a property, not by assignment: that would change the prototype where the key is `__proto__`. */
export function define(owner: object, key: string, value: unknown, isEnumerable = true): void {
  Object.defineProperty(owner, key, {
    value,
    writable: true,
    enumerable: isEnumerable,
    configurable: true,
  });
}
