import { UnshippableFunctionError } from '../errors.js';
import type { AnyFunction } from './any-function.js';
import { freeNames, type FreeNames } from './free-names.js';
import type { Parsers } from './parsers.js';

/** The source of a function or class, ready to be evaluated. */
export interface FunctionSource extends FreeNames {
  readonly name: string;
  /** An expression whose value is the function. */
  readonly code: string;
  /** What stands before the function's own text in `code`. */
  readonly prefix: string;
  readonly isClass: boolean;
}

// By its descriptor, because the function may be a getter.
const AS_METHOD =
  '(({ get, set, value }) => get ?? set ?? value)(((members) => Object.getOwnPropertyDescriptor(members, Reflect.ownKeys(members)[0]))({ ';

// Several ways look at the same function, one after another.
const known = new WeakMap<AnyFunction, FunctionSource>();

/**
 * Reads a function's source and what that takes from outside.
 *
 * @throws UnshippableFunctionError if it has none, or one that does not stand on its own.
 */
export function readSource(fn: AnyFunction, parsers: Parsers): FunctionSource {
  const earlier = known.get(fn);
  if (earlier) return earlier;
  const source = read(fn, parsers);
  known.set(fn, source);
  return source;
}

function read(fn: AnyFunction, parsers: Parsers): FunctionSource {
  const name = nameOf(fn) || 'anonymous';
  const text = Function.prototype.toString.call(fn);
  if (isNative(fn)) {
    throw new UnshippableFunctionError(
      `Cannot send function '${name}' to a worker: it is native or bound, so it has no source`,
      [name],
    );
  }
  const isClass = isClassLike(fn);
  let error: SyntaxError | undefined;
  // A method's source, `half(x) { ... }`, is an expression only inside an object.
  for (const [prefix, suffix] of [
    ['(', ')'],
    [AS_METHOD, ' }))'],
  ] as const) {
    const code = prefix + text + suffix;
    try {
      const found = freeNames(parsers, code, prefix === AS_METHOD);
      if (!found.computedName) return { name, code, prefix, isClass, ...found };
      // What computed a method's name is of no use to the method.
      const [from, to] = found.computedName;
      const renamed = `${code.slice(0, from)}0${code.slice(to)}`;
      const again = freeNames(parsers, renamed, true);
      return { name, code: renamed, prefix, isClass, ...again, computedName: undefined };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      error ??= cause;
      // What the parser says of `Class.#secret` and of `new.target` outside of what they belong to.
      const [, foreign] = /'(#.+|new\.target)'/.exec(cause.message) ?? [];
      if (foreign !== undefined) return { name, code, prefix, isClass, ...nothing, bound: [foreign] };
    }
  }
  throw new UnshippableFunctionError(
    `Cannot send function '${name}' to a worker: its source does not stand on its own (${error?.message}); define it as a plain function, or name it with task(import.meta.url, '${name}', ${name})`,
    [],
    { cause: error },
  );
}

/** What can be said of source that does not parse. */
const nothing: FreeNames = {
  names: new Map(),
  self: undefined,
  selfName: undefined,
  optional: new Set(),
  bound: [],
  ownThis: false,
  computedName: undefined,
  imports: false,
  classBody: undefined,
};

/** A function's name; '' if it has none, or a member of that name in its place. */
export function nameOf(fn: AnyFunction): string {
  const name: unknown = Object.getOwnPropertyDescriptor(fn, 'name')?.value;
  return typeof name === 'string' ? name : '';
}

/** True for a class, by what only classes have: a prototype that cannot be replaced. */
export function isClassLike(fn: AnyFunction): boolean {
  return Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false;
}

/** True for a function whose source only says that there is none. */
export function isNative(fn: AnyFunction): boolean {
  return Function.prototype.toString.call(fn).endsWith('{ [native code] }');
}
