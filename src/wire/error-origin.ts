import type { ErrorData } from './error-data.js';

/** What is known of an error where it was thrown, and cannot be seen of it here. */
export type ErrorOrigin = Pick<Extract<ErrorData, { kind: 'error' }>, 'classes' | 'omitted'>;

const origins = new WeakMap<object, ErrorOrigin>();

/** Remembers it of an error that has arrived. */
export function noteOrigin(error: object, origin: ErrorOrigin): void {
  origins.set(error, origin);
}

/** What an error that goes on to another place is to say there: it may be of a class that is not known here. */
export function originOf(error: object): ErrorOrigin | undefined {
  return origins.get(error);
}
