import { types } from 'node:util';
import { isGlobalName, nodeGlobals, workerGlobals } from './worker-globals.js';

let paths: Map<unknown, readonly string[]> | undefined;

/** Finds what every worker has by identity: `Math`, `Math.floor`, `Array.prototype.slice` ... */
export function findGlobal(value: unknown): readonly string[] | undefined {
  const known = (paths ??= collect()).get(value);
  if (known || types.isProxy(value)) return known;
  // The others come to be when they are asked for, at some cost: `Headers`, `crypto`.
  const name = typeof value === 'function' ? value.name : tagOf(value).toLowerCase();
  return isGlobalName(name) && Reflect.get(globalThis, name) === value ? [name] : undefined;
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function collect(): Map<unknown, readonly string[]> {
  const found = new Map<unknown, readonly string[]>();
  for (const name of [...workerGlobals, ...nodeGlobals]) {
    const value: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
    // Only functions and objects have an identity.
    if (Object(value) === value) add(value, [name], found);
  }
  return found;
}

function add(value: unknown, path: readonly string[], found: Map<unknown, readonly string[]>): void {
  if (found.has(value) || path.length > 3) return;
  found.set(value, path);
  // What it holds has shorter names.
  if (value === globalThis) return;
  for (const key of Object.getOwnPropertyNames(value)) {
    const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (typeof member === 'function' || key === 'prototype') add(member, [...path, key], found);
  }
}
