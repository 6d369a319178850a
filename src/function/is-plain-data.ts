import { types } from 'node:util';
import { isShared } from './is-shared.js';

const PLAIN = new Set<unknown>([
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Date.prototype,
  RegExp.prototype,
  ArrayBuffer.prototype,
  DataView.prototype,
  Buffer.prototype,
  Int8Array.prototype,
  Uint8Array.prototype,
  Uint8ClampedArray.prototype,
  Int16Array.prototype,
  Uint16Array.prototype,
  Int32Array.prototype,
  Uint32Array.prototype,
  BigInt64Array.prototype,
  BigUint64Array.prototype,
  Float32Array.prototype,
  Float64Array.prototype,
  Number.prototype,
  String.prototype,
  Boolean.prototype,
  BigInt.prototype,
]);

/**
 * Collects all objects of `value`, at every depth, and the memory of views.
 *
 * @returns Undefined if any is not data that serialization gives back as it was.
 */
export function plainObjects(value: object): ReadonlySet<object> | undefined {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'function' || typeof next === 'symbol') return undefined;
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (types.isProxy(next) || !PLAIN.has(Object.getPrototypeOf(next)) || isShared(next)) return undefined;
    if (ArrayBuffer.isView(next)) seen.add(next.buffer);
    else if (!Object.isExtensible(next)) return undefined;
    else if (hasOwnMembers(next)) return undefined;
    else if (types.isMap(next)) for (const pair of next) open.push(...pair);
    else if (types.isSet(next)) for (const item of next) open.push(item);
    // Not by for...of, which takes all places of an array, also of one that has four billion and an element.
    else if (Array.isArray(next)) for (const item of Object.values(next)) open.push(item);
    else if (types.isRegExp(next)) {
      if (next.lastIndex !== 0) return undefined;
    } else if (!addMembers(next, open)) return undefined;
  }
  return seen;
}

/** True for a built-in object, other than an array, that was given members: no copy has them. */
export function hasOwnMembers(object: object): boolean {
  if (types.isRegExp(object)) return Reflect.ownKeys(object).length > 1;
  const isKnown = types.isMap(object) || types.isSet(object) || types.isDate(object);
  return isKnown && Reflect.ownKeys(object).length > 0;
}

/** Adds what an object holds; false if it has more than ordinary members. */
function addMembers(object: object, open: unknown[]): boolean {
  if (Object.getPrototypeOf(object) !== Object.prototype) return true;
  for (const key of Reflect.ownKeys(object)) {
    const member = Object.getOwnPropertyDescriptor(object, key);
    if (typeof key === 'symbol' || !member || !member.enumerable || !member.writable) return false;
    open.push(member.value);
  }
  return true;
}
