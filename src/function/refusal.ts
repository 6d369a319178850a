import { types } from 'node:util';
import { UnshippableFunctionError } from '../errors.js';
import { explainName } from './helpers-of-tools.js';
import { hasOwnMembers } from './is-plain-data.js';

/** One thing that keeps a function from travelling. */
export interface Obstacle {
  /** The variable that it is about, or the syntax: `this`, `super`, `import.meta`. */
  readonly name: string;
  /** Which function uses it. */
  readonly usedBy: string;
  /** Where that function stands. */
  readonly at: string;
  /** What is wrong with it. */
  readonly what: string;
  /** What to do about it. */
  readonly wayOut: string;
}

/** The error that tells all that keeps a function from travelling. */
export function refusal(name: string, obstacles: readonly Obstacle[]): UnshippableFunctionError {
  const told = obstacles.map((one) => {
    const by = one.usedBy === name ? '' : ` by '${one.usedBy}'`;
    return `'${one.name}'${explainName(one.name)}, captured${by} at ${one.at}, ${one.what}: ${one.wayOut}`;
  });
  return new UnshippableFunctionError(
    `Cannot send function '${name}' to a worker. ${told.join('. ')}. Or name the function with task(import.meta.url, ...) in a module that workers can import`,
    [...new Set(obstacles.map((one) => one.name))],
  );
}

/** What to do instead of using syntax that is bound to its place. */
export function wayOutOf(syntax: string): string {
  switch (syntax) {
    case 'this':
      return 'read what it needs of `this` into a constant outside of it, const { rate } = this; for a method, pass (item) => object.method(item)';
    case 'import.meta':
      return 'read what you need of it into a constant outside of the function';
    default:
      return 'pass what it stands for as part of the item';
  }
}

/** Why a captured value cannot travel, and what to do instead. */
export function describeObstacle(value: unknown): Pick<Obstacle, 'what' | 'wayOut'> {
  if (typeof value === 'symbol') {
    return { what: 'is a symbol of this thread only', wayOut: 'use Symbol.for()' };
  }
  if (typeof value === 'function') {
    return {
      what: 'is a native or bound function, which has no source',
      wayOut: 'write out what it does: (item) => object.method(item)',
    };
  }
  if (types.isProxy(value)) return { what: 'is a proxy', wayOut: 'pass what it stands for' };
  if (value instanceof Promise) return { what: 'is a promise', wayOut: 'await it first' };
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
    return {
      what: `is a ${value.constructor.name}, which has no copies`,
      wayOut: 'make it inside the function',
    };
  }
  if (hasOwnMembers(value as object)) {
    return { what: 'has members of its own, which a copy would lose', wayOut: 'keep them beside it' };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return { what: 'has a getter', wayOut: 'read it into a constant first' };
  }
  const { constructor } = prototype as { constructor?: { name?: string } };
  return {
    what: `is an instance of ${constructor?.name ?? 'a class'}, and a copy would lose its prototype`,
    wayOut:
      "make it inside the function or in the pool's initializer, name its class in the pool's option classes, or pass plain data",
  };
}
