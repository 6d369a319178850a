import { OwnSet } from '../intrinsics.js';
import { attempt } from './attempt.js';

/** A part of an error as it travels: a copy, or why there is none. */
export type Copied = { readonly value: unknown } | Uncopied;

/** A value of which no copy can be made. */
export interface Uncopied {
  /** The part that is to blame, such as `.rows[2].parse`. */
  readonly path: string;
  /** What it is. */
  readonly message: string;
}

/** All that structured clone drops of an error: its class, its name, its own properties. */
export interface ErrorNote {
  /** The error that arrives in its place. */
  readonly standIn: Error;
  /** The place of its class in the table. */
  readonly kind: number | undefined;
  /** Which of the values of the message it belongs to. */
  readonly position: number;
  /** Names of its classes, from its own up to `Error`. */
  readonly classes: readonly string[];
  readonly name: string;
  readonly stack: string | undefined;
  /** Own properties, apart from those that have a field here. */
  readonly own: ReadonlyArray<readonly [key: string, value: unknown, isEnumerable: boolean]>;
  readonly cause?: Copied;
  /** `AggregateError.errors`. */
  readonly errors?: readonly Copied[];
  /** Which of the properties that have a field here are enumerable. */
  readonly visible: readonly string[];
  /** Paths of what was left behind because it cannot be copied. */
  readonly omitted: readonly string[];
}

/** What is known of an error where it was thrown, and cannot be seen of it elsewhere. */
export type ErrorOrigin = Pick<ErrorNote, 'classes' | 'omitted'>;

const { getPrototypeOf } = Object;

const origins = new WeakMap<object, ErrorOrigin>();

/** Remembers where an error comes from: it may go on to a place that knows its class, which this one does not. */
export function noteOrigin(error: object, origin: ErrorOrigin): void {
  origins.set(error, origin);
}

/** What is known of where an error comes from, if it comes from elsewhere. */
export function originOf(error: object): ErrorOrigin | undefined {
  return origins.get(error);
}

const FIELDS = new OwnSet(['message', 'stack', 'cause', 'errors']);

/** True for an error; also for one from another realm, such as a `vm` context. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/** An error with the same message that structured clone takes. */
export function standInFor(error: Error): Error {
  // Its stack would only cost time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const standIn = new Error(text(() => error.message, ''));
  Error.stackTraceLimit = stackTraceLimit;
  return standIn;
}

/**
 * Describes an error.
 *
 * @param kind - The place of its class in the table.
 * @param position - Which of the values of the message it belongs to.
 * @param copy - Copies a part of it.
 */
export function noteError(
  error: Error,
  standIn: Error,
  kind: number | undefined,
  position: number,
  copy: (part: unknown) => Copied,
): ErrorNote {
  const origin = originOf(error);
  const omitted: string[] = [...(origin?.omitted ?? [])];
  const own: Array<[string, unknown, boolean]> = [];
  const visible: string[] = [];
  for (const key of Object.getOwnPropertyNames(error)) {
    const isEnumerable = Object.prototype.propertyIsEnumerable.call(error, key);
    if (FIELDS.has(key)) {
      if (isEnumerable) visible.push(key);
      continue;
    }
    const copied = copy(attempt(() => Reflect.get(error, key)));
    if ('value' in copied) own.push([key, copied.value, isEnumerable]);
    else omitted.push(`.${key}${copied.path}`);
  }
  return {
    standIn,
    kind,
    position,
    classes: origin?.classes ?? classNames(error),
    name: text(() => error.name, 'Error'),
    stack: attempt(() => (typeof error.stack === 'string' ? error.stack : undefined)) as string | undefined,
    own,
    visible,
    omitted,
    ...(Object.hasOwn(error, 'cause') && { cause: copy(attempt(() => error.cause)) }),
    ...(isAggregate(error) && { errors: Array.from(error.errors, copy) }),
  };
}

function isAggregate(error: Error): error is Error & { errors: unknown[] } {
  return (
    classNames(error).includes('AggregateError') && Array.isArray((error as { errors?: unknown }).errors)
  );
}

function classNames(error: Error): string[] {
  const names: string[] = [];
  for (let at: unknown = getPrototypeOf(error); at && at !== Object.prototype; at = getPrototypeOf(at)) {
    const owner = attempt(() => (at as { constructor?: { name?: unknown } }).constructor?.name);
    if (typeof owner === 'string') names.push(owner);
  }
  return names;
}

/** Reads a string from a thing that may be hostile: getters and `toString()` that throw must not cost the outcome. */
function text(read: () => unknown, otherwise: string): string {
  const value = attempt(read);
  return typeof value === 'string' ? value : otherwise;
}
