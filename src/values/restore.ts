import { NativeMap, NativeSet, OwnMap, OwnSet } from '../intrinsics.js';
import { UncloneableError } from '../errors.js';
import { attempt } from './attempt.js';
import { addTo, clearMap, clearSet, setIn } from './collections.js';
import { prototypeOf, type ClassTable, type ErrorClass } from './class-table.js';
import { define } from './define.js';
import { noteOrigin, type Copied, type ErrorNote, type Uncopied } from './error-note.js';
import { KIND, type Kinds, type Made } from './kinds.js';

/** Makes a value whole, and returns it; throws what the program's own functions throw. */
export type Make = () => unknown;

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

const bufferPrototype = (globalThis as { Buffer?: { prototype: object } }).Buffer?.prototype;

/**
 * Gives values that have arrived the kinds that they had.
 *
 * No constructor runs: instances get their prototype.
 *
 * @param index - Of the item that an error in them belongs to; -1 if there is none.
 * @returns What makes those values, by position, that have instances which their class makes from data.
 */
export function restore(
  values: ArrayLike<unknown>,
  { marks, errors, made }: Kinds,
  classes: ClassTable,
  index = -1,
): ReadonlyMap<number, Make> | undefined {
  for (let at = 0; at < marks.length; at += 3) {
    const prototype = prototypeOfKind(marks[at] as number, classes);
    if (prototype !== undefined) Object.setPrototypeOf(marks[at + 1], prototype);
  }
  for (const note of errors) restoreError(note, classes, index);
  if (made.length === 0) return undefined;
  const all = new OwnMap<number, Made[]>();
  for (const one of made) {
    const own = all.get(one.position);
    if (own) own.push(one);
    else all.set(one.position, [one]);
  }
  const makers = new OwnMap<number, Make>();
  for (const [position, own] of all) {
    makers.set(position, () => new Making(own, classes).whole(values[position]));
  }
  return makers;
}

function prototypeOfKind(kind: number, classes: ClassTable): object | null | undefined {
  if (kind === KIND.dictionary) return null;
  // A browser has none.
  if (kind === KIND.buffer) return bufferPrototype;
  return prototypeOf(classes.at(kind).class);
}

/** Gives an error its class and all that it had; without its class, if that has code where others have a name. */
function restoreError(note: ErrorNote, classes: ClassTable, index: number): void {
  const { standIn: error, kind, visible } = note;
  const prototype =
    kind === undefined ? nearest(note.classes, classes.errorClasses) : prototypeOf(classes.at(kind).class);
  if (prototype) Object.setPrototypeOf(error, prototype);
  const { omitted } = note;
  noteOrigin(error, { classes: note.classes, omitted });
  const set = (key: string, value: unknown, isEnumerable = visible.includes(key)): void => {
    define(error, key, value, isEnumerable);
  };
  set('stack', note.stack);
  if (visible.includes('message')) set('message', error.message);
  if (note.cause) set('cause', valueOf(note.cause, index));
  if (note.errors) {
    set(
      'errors',
      note.errors.map((one) => valueOf(one, index)),
    );
  }
  for (const [key, value, isEnumerable] of note.own) set(key, value, isEnumerable);
  if (nameOf(error) !== note.name) set('name', note.name, false);
}

function valueOf(copied: Copied, index: number): unknown {
  return 'value' in copied ? copied.value : uncopied(copied, index);
}

/** What arrives in the place of a thrown value that cannot be copied. */
export function uncopied({ path, message }: Uncopied, index: number): UncloneableError {
  return new UncloneableError(index, 'error', path, { cause: new Error(message) });
}

function nearest(classes: readonly string[], errorClasses: readonly ErrorClass[]): object | undefined {
  for (const name of classes) {
    const isNamed = (one: ErrorClass): boolean => attempt(() => one.name) === name;
    const known = errorClasses.find(isNamed) ?? BUILT_IN.find(isNamed);
    if (known) return prototypeOf(known);
  }
  return undefined;
}

function nameOf(error: Error): unknown {
  return attempt(() => error.name);
}

/** Puts instances in the place of what stands for them. */
class Making {
  readonly #classes: ClassTable;
  readonly #made: ReadonlyMap<object, Made>;
  readonly #instances = new OwnMap<object, unknown>();
  readonly #begun = new OwnSet<object>();
  readonly #seen = new OwnSet<object>();

  constructor(made: readonly Made[], classes: ClassTable) {
    this.#classes = classes;
    this.#made = new OwnMap(made.map((one) => [one.standIn, one]));
  }

  /** The value with all its instances. */
  whole(value: unknown): unknown {
    const open: object[] = [];
    const replace = (part: unknown): unknown => {
      if (typeof part !== 'object' || part === null) return part;
      const made = this.#made.get(part);
      if (made) return this.#instance(part, made);
      if (!this.#seen.has(part)) open.push(part);
      this.#seen.add(part);
      return part;
    };
    const replaced = replace(value);
    for (let next = open.pop(); next; next = open.pop()) replaceParts(next, replace);
    return replaced;
  }

  #instance(standIn: object, { kind, data }: Made): unknown {
    if (this.#instances.has(standIn)) return this.#instances.get(standIn);
    const known = kind === KIND.domException ? undefined : this.#classes.at(kind);
    if (this.#begun.has(standIn)) {
      throw new TypeError(
        `Cannot make a ${known?.class.name}: what its toData returned holds the instance itself`,
      );
    }
    this.#begun.add(standIn);
    const whole = this.whole(data);
    const instance = known ? known.fromData?.(whole as never) : domException(whole as DOMException);
    this.#instances.set(standIn, instance);
    return instance;
  }
}

function domException({ message, name, stack }: DOMException): DOMException {
  const error = new DOMException(message, name);
  define(error, 'stack', stack, false);
  return error;
}

function replaceParts(owner: object, replace: (part: unknown) => unknown): void {
  if (ArrayBuffer.isView(owner)) return;
  if (owner instanceof NativeMap) {
    const entries = [...owner];
    clearMap(owner);
    for (const [key, value] of entries) setIn(owner, replace(key), replace(value));
  } else if (owner instanceof NativeSet) {
    const values = [...owner];
    clearSet(owner);
    for (const value of values) addTo(owner, replace(value));
  } else {
    for (const [key, member] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (!('value' in member)) continue;
      const value: unknown = replace(member.value);
      if (value !== member.value) Object.defineProperty(owner, key, { ...member, value });
    }
  }
}
