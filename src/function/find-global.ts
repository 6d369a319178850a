import { nodeGlobals, workerGlobals } from './worker-globals.js';

let paths: Map<unknown, readonly string[]> | undefined;

/** Finds what every worker has by identity: `Math`, `Math.floor`, `Array.prototype.slice` ... */
export function findGlobal(value: unknown): readonly string[] | undefined {
  return (paths ??= collect()).get(value);
}

function collect(): Map<unknown, readonly string[]> {
  const found = new Map<unknown, readonly string[]>();
  const realm = globalThis as Readonly<Record<string, unknown>>;
  for (const name of [...workerGlobals, ...nodeGlobals]) {
    // Only functions and objects have an identity.
    if (Object(realm[name]) === realm[name]) add(realm[name], [name], found);
  }
  return found;
}

function add(value: unknown, path: readonly string[], found: Map<unknown, readonly string[]>): void {
  if (found.has(value) || path.length > 3) return;
  found.set(value, path);
  for (const key of Object.getOwnPropertyNames(value)) {
    const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (typeof member === 'function' || key === 'prototype') add(member, [...path, key], found);
  }
}
