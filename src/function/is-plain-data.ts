import { types } from 'node:util';
import { isShared } from './is-shared.js';

const PLAIN = new Set<unknown>([
  null,
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
  Error.prototype,
  TypeError.prototype,
  RangeError.prototype,
  SyntaxError.prototype,
  ReferenceError.prototype,
  EvalError.prototype,
  URIError.prototype,
]);

/** True if all of `value`, at every depth, is data that serialization gives back as it was. */
export function isPlainData(value: unknown): boolean {
  const seen = new Set<unknown>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'function' || typeof next === 'symbol') return false;
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (!PLAIN.has(Object.getPrototypeOf(next)) || types.isProxy(next) || isShared(next)) return false;
    if (ArrayBuffer.isView(next)) continue;
    if (next instanceof Map) for (const pair of next) open.push(...pair);
    else if (Array.isArray(next) || next instanceof Set) for (const item of next) open.push(item);
    else {
      for (const key of Object.keys(next)) {
        const descriptor = Object.getOwnPropertyDescriptor(next, key);
        if (descriptor?.get) return false;
        open.push(descriptor?.value);
      }
    }
  }
  return true;
}
