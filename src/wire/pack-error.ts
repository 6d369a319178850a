import type { ErrorData } from './error-data.js';
import { findUncloneable, type IsCloneable } from './find-uncloneable.js';

// `cause` chains of real programs are short; a longer one is a loop that some framework made.
const DEEPEST = 16;

const OWN_FIELD = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Turns whatever was thrown into data. Never throws, and leaves out only what cannot be cloned. */
export function packError(thrown: unknown, isCloneable: IsCloneable, depth = 0): ErrorData {
  if (!(thrown instanceof Error)) {
    if (isCloneable(thrown)) return { kind: 'value', value: thrown };
    return { kind: 'uncloneable', path: findUncloneable(thrown, isCloneable), message: describe(thrown) };
  }
  const inner = (value: unknown): ErrorData =>
    depth < DEEPEST ? packError(value, isCloneable, depth + 1) : { kind: 'value', value: describe(value) };
  const omitted: string[] = [];
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
    classes: classNames(thrown),
    properties,
    omitted,
    ...(Object.hasOwn(thrown, 'cause') && { cause: inner(attempt(() => thrown.cause)) }),
    ...(thrown instanceof AggregateError && { errors: Array.from(thrown.errors as unknown[], inner) }),
  };
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

function describe(value: unknown): string {
  return text(() => String(value), typeof value);
}

function text(read: () => unknown, otherwise: string): string {
  const value = attempt(read);
  return typeof value === 'string' ? value : otherwise;
}

// Thrown things may be hostile: getters and toString() that throw must not cost us the outcome.
function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
