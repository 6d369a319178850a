import type { AnyFunction } from './any-function.js';

/** How many members a function and its prototype have: others than before, once the program has added or removed some. */
export function countMembers(fn: AnyFunction): number {
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  const ofPrototype = Object(prototype) === prototype ? Reflect.ownKeys(prototype as object).length : 0;
  return Reflect.ownKeys(fn).length + ofPrototype;
}
