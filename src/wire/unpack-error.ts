import { UncloneableError } from '../errors.js';
import type { ErrorData } from './error-data.js';
import { noteOrigin } from './error-origin.js';

/** A class whose instances are errors, such as `TypeError` or one of the application's own. */
export type ErrorClass = abstract new (...args: never[]) => Error;

const BUILT_IN: readonly ErrorClass[] = [
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError,
];

/**
 * Makes data an error again: an instance of the nearest class that this side knows, with everything it had.
 *
 * No constructor of an `errorClasses` member runs: the instance gets its prototype and its properties. Never throws.
 */
export function unpackError(
  data: ErrorData,
  errorClasses: readonly ErrorClass[],
  index: number,
  around: readonly unknown[] = [],
): unknown {
  try {
    return unpack(data, errorClasses, index, around);
  } catch {
    // A class of the program may run code where others have a name: without it, the error still arrives.
    return unpack(data, [], index, around);
  }
}

function unpack(
  data: ErrorData,
  errorClasses: readonly ErrorClass[],
  index: number,
  around: readonly unknown[],
): unknown {
  if (data.kind === 'value') return data.value;
  if (data.kind === 'around') return around[data.at];
  if (data.kind === 'uncloneable') {
    return new UncloneableError(index, 'error', data.path, { cause: new Error(data.message) });
  }
  // A DOMException is more than its prototype: name and code are behind getters.
  const isDomException = data.classes[0] === 'DOMException';
  const error = isDomException ? new DOMException(data.message, data.name) : new Error(data.message);
  const known = isDomException ? undefined : nearest(data.classes, errorClasses);
  if (known) Object.setPrototypeOf(error, known.prototype as object);
  noteOrigin(error, data);
  if (error.name !== data.name) hide(error, 'name', data.name);
  hide(error, 'stack', data.stack);
  const here = [...around, error];
  if (data.cause) hide(error, 'cause', unpackError(data.cause, errorClasses, index, here));
  if (data.errors) {
    hide(
      error,
      'errors',
      data.errors.map((one) => unpackError(one, errorClasses, index, here)),
    );
  }
  for (const [key, value] of data.properties) {
    // defineProperty, as an assignment to `__proto__` would change the error's class.
    Object.defineProperty(error, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return error;
}

function nearest(classes: readonly string[], errorClasses: readonly ErrorClass[]): ErrorClass | undefined {
  for (const name of classes) {
    const known = errorClasses.find((one) => one.name === name) ?? BUILT_IN.find((one) => one.name === name);
    if (known) return known;
  }
  return undefined;
}

function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
}
