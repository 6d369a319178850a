import type { AnyFunction } from './any-function.js';

/** Counts the members of a function and of its prototype: the number changes when the program adds or removes one. */
export function countMembers(fn: AnyFunction): number {
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  const ofPrototype = Object(prototype) === prototype ? Reflect.ownKeys(prototype as object).length : 0;
  return Reflect.ownKeys(fn).length + ofPrototype;
}
