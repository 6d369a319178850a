import { attempt } from './attempt.js';
import type { ErrorData } from './error-data.js';
import { originOf } from './error-origin.js';
import { findUncloneable, type IsCloneable } from './find-uncloneable.js';
import { sayValue } from './say-value.js';

// `cause` chains of real programs are short; a longer one is a chain that some framework never ends.
const DEEPEST = 16;

const OWN_FIELD = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Turns whatever was thrown into data. Never throws, and leaves out only what cannot be cloned. */
export function packError(thrown: unknown, isCloneable: IsCloneable): ErrorData {
  try {
    return pack(thrown, isCloneable, []);
  } catch {
    return { kind: 'uncloneable', path: '', message: 'a thrown value that cannot even be looked at' };
  }
}

function pack(thrown: unknown, isCloneable: IsCloneable, around: readonly unknown[]): ErrorData {
  if (!isError(thrown)) {
    if (isCloneable(thrown)) return { kind: 'value', value: thrown };
    return { kind: 'uncloneable', path: findUncloneable(thrown, isCloneable), message: sayValue(thrown) };
  }
  const here = [...around, thrown];
  const inner = (value: unknown): ErrorData => {
    const at = here.indexOf(value);
    if (at >= 0) return { kind: 'around', at };
    return here.length < DEEPEST ? pack(value, isCloneable, here) : { kind: 'value', value: sayValue(value) };
  };
  const origin = originOf(thrown);
  const omitted: string[] = [...(origin?.omitted ?? [])];
  const properties: Array<[string, unknown]> = [];
  for (const key of Object.keys(thrown)) {
    if (OWN_FIELD.has(key)) continue;
    const value = attempt(() => (thrown as unknown as Record<string, unknown>)[key]);
    if (isCloneable(value)) properties.push([key, value]);
    else omitted.push(`.${key}${findUncloneable(value, isCloneable)}`);
  }
  return {
    kind: 'error',
    name: text(() => thrown.name, 'Error'),
    message: text(() => thrown.message, ''),
    stack: attempt(() => (typeof thrown.stack === 'string' ? thrown.stack : undefined)) as string | undefined,
    classes: origin?.classes ?? classNames(thrown),
    properties,
    omitted,
    ...(Object.hasOwn(thrown, 'cause') && { cause: inner(attempt(() => thrown.cause)) }),
    ...(isAggregate(thrown) && { errors: Array.from(thrown.errors, inner) }),
  };
}

/** Also for an error of another realm, such as a `vm` context's. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function isAggregate(error: Error): error is Error & { errors: unknown[] } {
  return (
    classNames(error).includes('AggregateError') && Array.isArray((error as { errors?: unknown }).errors)
  );
}

function classNames(error: Error): string[] {
  const names: string[] = [];
  for (
    let at: unknown = Object.getPrototypeOf(error);
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    const owner = attempt(() => (at as { constructor?: { name?: unknown } }).constructor?.name);
    if (typeof owner === 'string') names.push(owner);
  }
  return names;
}

// Thrown things may be hostile: getters and toString() that throw must not cost us the outcome.
function text(read: () => unknown, otherwise: string): string {
  const value = attempt(read);
  return typeof value === 'string' ? value : otherwise;
}
