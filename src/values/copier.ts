import { attempt } from './attempt.js';
import { NO_CLASSES, type ClassTable, type KnownClass } from './class-table.js';
import { isError, noteError, standInFor, type Copied, type ErrorNote, type Uncopied } from './error-note.js';
import { findForeign, isNative } from './foreign.js';
import { isPart } from './is-part.js';
import { Identities } from './identities.js';
import { KIND, type Kinds, type Made } from './kinds.js';
import { nameStep, type Step } from './path.js';
import { Refusal } from './refusal.js';
import { sayValue } from './say-value.js';

/** What the channel that values go through can tell of them. */
export interface Channel {
  /** True if a value is a proxy; false as well where nothing can tell. */
  isProxy(value: unknown): boolean;
  /**
   * The value as it arrives.
   *
   * @throws Error if it cannot be copied.
   */
  clone(value: unknown): unknown;
}

/** Why no copy of a value can be made. */
export class Obstacle extends Error implements Uncopied {
  /** The part that is to blame, such as `.rows[2].parse`. */
  readonly path: string;
  /** What to send instead. */
  readonly advice: string | undefined;

  constructor(path: string, { message, advice, cause }: Refusal) {
    super(message, { cause });
    this.path = path;
    this.advice = advice;
  }
}

/**
 * Entries up to which a list is copied. A longer one without objects is left to structured clone: that is as fast, and a
 * result with such a list is sent before the program can change it.
 */
const SMALL_LIST = 64;

/** The same for memory, in bytes. */
const SMALL_MEMORY = 4096;

/** Lists longer than this are full of holes. */
const LONGEST_LIST = 2 ** 25;

/** Causes of causes; a longer chain is one that never ends. */
const DEEPEST = 16;

/** A copy whose parts are still those of the original. */
interface Unfinished {
  readonly copy: object;
  /** Where it stands. */
  readonly owner: Unfinished | undefined;
  readonly step: Step;
}

type Row = Record<string, unknown>;

const { getPrototypeOf, prototype: plain } = Object;
const bufferPrototype = (globalThis as { Buffer?: { prototype: object; poolSize: number } }).Buffer
  ?.prototype;

/** A method of the platform as a function, as it is now: the program may replace it. */
function methodOf<R>(owner: object, name: PropertyKey): (self: unknown, ...args: unknown[]) => R {
  const getter: unknown = Reflect.get(Object.getOwnPropertyDescriptor(owner, name) ?? {}, 'get');
  return Function.prototype.call.bind((getter ?? Reflect.get(owner, name)) as () => R) as never;
}

const tagOf = methodOf<string>(plain, 'toString');
const slice = methodOf<ArrayBuffer>(ArrayBuffer.prototype, 'slice');
const entriesOf = methodOf<Iterable<[unknown, unknown]>>(Map.prototype, 'entries');
const valuesOf = methodOf<Iterable<unknown>>(Set.prototype, 'values');
const timeOf = methodOf<number>(Date.prototype, 'getTime');
const kindOfView = methodOf<string | undefined>(
  getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
);

/**
 * Copies values for the way to another place, each as it is now, and notes what structured clone would not tell of them.
 *
 * It looks at each part once, so that getters run once. What it copies is the program's no more; memory and long lists
 * stay where they are, unless it takes snapshots.
 */
export class Copier {
  /** The classes that both sides know. */
  classes: ClassTable = NO_CLASSES;
  /** The last value has memory or a long list in it that is still the program's: it has to be sent at once. */
  isShared = false;
  readonly #channel: Channel;
  readonly #takesSnapshots: boolean;
  readonly #onLost: (name: string, prototype: object) => void;
  #notes = new Notes();
  /** Prototypes of classes of which was told that their instances arrive without their methods. */
  readonly #told = new WeakSet();
  /** What was copied of the value, by original. */
  readonly #copies = new Identities();
  #unfinished: Unfinished[] = [];
  /** Where the part stands that is copied now. */
  #owner: Unfinished | undefined;
  #step: Step = '';
  #position = 0;
  #moved: readonly object[] = [];
  #members: Row | undefined;
  #depth = 0;

  /**
   * @param takesSnapshots - Values are not sent at once: small memory is copied, too.
   * @param onLost - Called, once for each, with a class whose instances arrive without their methods.
   */
  constructor(
    channel: Channel,
    takesSnapshots: boolean,
    onLost: (name: string, prototype: object) => void = () => undefined,
  ) {
    this.#channel = channel;
    this.#takesSnapshots = takesSnapshots;
    this.#onLost = onLost;
  }

  /**
   * Copies one value of a message.
   *
   * @param position - Its place among them.
   * @param moved - What moves with it.
   * @param members - What it holds, if that was read.
   * @throws Obstacle if it cannot be copied.
   */
  copy(value: unknown, position: number, moved: readonly object[] = [], members?: Row): unknown {
    this.isShared = moved.length > 0;
    if (!isPart(value)) return value;
    this.#position = position;
    this.#moved = moved;
    this.#members = members;
    const notes = this.#notes;
    const { marks, errors, made } = notes;
    const counts = [marks.length, errors.length, made.length] as const;
    try {
      const copy = this.#part(value);
      this.#finish();
      if (this.#notes.lost.length > 0) this.#tellLost();
      return copy;
    } catch (thrown) {
      notes.forget(counts);
      throw this.#obstacle(thrown);
    } finally {
      if (this.#owner || this.#copies.size > 0) this.#reset();
    }
  }

  /** True for a plain object of this realm. */
  isPlain(value: unknown): value is object {
    return (
      typeof value === 'object' &&
      value !== null &&
      !this.#channel.isProxy(value) &&
      getPrototypeOf(value) === plain
    );
  }

  #reset(): void {
    this.#copies.forget(0);
    this.#unfinished = [];
    this.#owner = undefined;
    this.#step = '';
  }

  /** What is to travel with the values that were copied since this was asked last. */
  take(): Kinds | undefined {
    const { marks, errors, made } = this.#notes;
    if (marks.length === 0 && errors.length === 0 && made.length === 0) return undefined;
    this.#notes = new Notes();
    return { marks, errors, made };
  }

  // ---- one part after another

  #part(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'function' || typeof value === 'symbol') throw new Refusal(value);
      return value;
    }
    const known = this.#copies.find(value);
    if (known) return known;
    const copy = this.#begin(value);
    if (this.#owner) this.#note(value, copy);
    return copy;
  }

  /** Copies what an object is, and leaves its parts for later. */
  #begin(value: object): object {
    if (this.#channel.isProxy(value)) throw new Refusal(value);
    const prototype = getPrototypeOf(value) as object | null;
    if (prototype === plain) return this.#membersOf(value);
    if (prototype === Array.prototype) return this.#list(value as unknown[]);
    if (prototype === null) return this.#mark(KIND.dictionary, this.#membersOf(value));
    const place = this.classes.find(prototype);
    const known = place === undefined ? undefined : this.classes.at(place);
    if (place !== undefined && known?.toData) return this.#make(value, place, known);
    if (Array.isArray(value)) return this.#asKind(value, prototype, place, this.#list(value));
    if (ArrayBuffer.isView(value)) return this.#view(value, prototype, place);
    return this.#other(value, prototype, place);
  }

  /** The fields of an object, as a plain one has them. */
  #membersOf(value: object): object {
    const copy = this.#owner ? this.#spread(value) : (this.#members ?? this.#spread(value));
    for (const key in copy) {
      if (isPart(copy[key])) {
        this.#later(value, copy);
        break;
      }
    }
    return copy;
  }

  #spread(value: object): Row {
    try {
      return { ...value };
    } catch (cause) {
      const step = Object.keys(value).find(
        (key) => attempt((): unknown[] => [Reflect.get(value, key)]) === undefined,
      );
      this.#owner = { copy: {}, owner: this.#owner, step: this.#step };
      this.#step = step ?? '';
      throw new Refusal(value, { cause });
    }
  }

  #list(value: readonly unknown[]): object {
    const { length } = value;
    if (length > SMALL_LIST && length < LONGEST_LIST && !hasParts(value)) {
      this.isShared = true;
      return value;
    }
    const keys = Object.keys(value);
    const copy: unknown[] = [];
    // The names of other members stand behind the indices.
    if (keys.length === length && (length === 0 || keys[length - 1] === String(length - 1))) {
      for (let at = 0; at < length; at++) copy.push(value[at]);
    } else {
      copy.length = length;
      for (const key of keys) define(copy, key, Reflect.get(value, key));
    }
    if (keys.some((key) => isPart(copy[key as never]))) this.#later(value, copy);
    return copy;
  }

  #view(value: ArrayBufferView, prototype: object, place: number | undefined): object {
    const isBuffer = prototype === bufferPrototype;
    const copy = isBuffer && isPooled(value) ? ownBytes(value) : this.#viewOf(value);
    if (isBuffer) return this.#mark(KIND.buffer, copy);
    return this.#asKind(value, prototype, place, copy);
  }

  #viewOf(value: ArrayBufferView): ArrayBufferView {
    const { buffer, byteOffset, byteLength } = value;
    const memory = this.#memory(buffer);
    if (memory === buffer) return value;
    const kind = kindOfView(value);
    const View = Reflect.get(globalThis, kind ?? 'DataView') as new (...args: unknown[]) => ArrayBufferView;
    return new View(memory, byteOffset, kind ? (value as Uint8Array).length : byteLength);
  }

  #memory(memory: ArrayBufferLike): ArrayBufferLike {
    if (!this.#takesSnapshots || !(memory instanceof ArrayBuffer) || this.#moved.includes(memory))
      return memory;
    const known = this.#copies.find(memory);
    if (known) return known as ArrayBuffer;
    if (memory.byteLength > SMALL_MEMORY || (memory as { resizable?: boolean }).resizable) {
      this.isShared = true;
      return memory;
    }
    return this.#note(memory, slice(memory, 0));
  }

  #other(value: object, prototype: object, place: number | undefined): object {
    const tag = tagOf(value);
    if (value instanceof Map || tag === '[object Map]') {
      const copy = attempt(() => new Map(entriesOf(value))) as object | undefined;
      if (copy) return this.#asKind(value, prototype, place, this.#later(value, copy));
    } else if (value instanceof Set || tag === '[object Set]') {
      const copy = attempt(() => new Set(valuesOf(value))) as object | undefined;
      if (copy) return this.#asKind(value, prototype, place, this.#later(value, copy));
    } else if (value instanceof Date || tag === '[object Date]') {
      const copy = attempt(() => new Date(timeOf(value))) as object | undefined;
      if (copy) return this.#asKind(value, prototype, place, copy);
    } else if (tag === '[object DOMException]') return this.#domException(value as DOMException);
    else if (isError(value)) return this.#error(value, place);
    else if (tag === '[object ArrayBuffer]') return this.#memory(value as ArrayBuffer);
    else if (AS_THEY_ARE.has(tag)) return this.#asKind(value, prototype, place, value);
    else if (isPlainElsewhere(prototype)) return this.#membersOf(value);
    return this.#instance(value, prototype, place, tag);
  }

  /** An instance of a class: of the platform, or of the program. */
  #instance(value: object, prototype: object, place: number | undefined, tag: string): object {
    const foreign = findForeign(prototype);
    if (foreign || tag !== '[object Object]') {
      if (this.#moved.includes(value)) return value;
      const clone = attempt(() => this.#channel.clone(value));
      if (clone !== undefined && tagOf(clone) === tag) return value;
      if (foreign || clone === undefined) throw new Refusal(value, foreign);
    }
    const copy = this.#membersOf(value);
    return place === undefined ? this.#lose(prototype, copy) : this.#mark(place, copy);
  }

  // ---- what structured clone does not tell

  #mark(kind: number, copy: object): object {
    this.#notes.marks.push(kind, copy);
    return copy;
  }

  /** Notes the class of a copy, if that is one of the program. */
  #asKind(value: object, prototype: object, place: number | undefined, copy: object): object {
    if (isOfPlatform(prototype)) return copy;
    if (place === undefined) return this.#lose(prototype, copy);
    const hasMembers = !Array.isArray(value) && !ArrayBuffer.isView(value) && Object.keys(value).length > 0;
    if (hasMembers) {
      throw new Refusal(value, {
        advice: 'it has fields that no copy keeps: give its class toData and fromData',
      });
    }
    return this.#mark(place, copy);
  }

  #lose(prototype: object, copy: object): object {
    if (!this.#told.has(prototype)) this.#notes.lost.push(prototype);
    return copy;
  }

  #tellLost(): void {
    for (const prototype of this.#notes.lost.splice(0)) {
      if (this.#told.has(prototype)) continue;
      this.#told.add(prototype);
      const name = attempt(() => (prototype as { constructor: { name: unknown } }).constructor.name);
      this.#onLost(typeof name === 'string' && name !== '' ? name : 'an anonymous class', prototype);
    }
  }

  #make(value: object, kind: number, { toData }: KnownClass): object {
    const standIn = this.#note(value, {});
    const made = { standIn, kind, data: undefined as unknown, position: this.#position };
    this.#notes.made.push(made);
    const [owner, step] = [this.#owner, this.#step];
    this.#owner = { copy: standIn, owner, step };
    this.#step = '';
    made.data = this.#part(toData?.(value as never));
    this.#owner = owner;
    this.#step = step;
    return standIn;
  }

  #domException({ message, name, stack }: DOMException): object {
    const standIn = {};
    const data = { message, name, stack };
    this.#notes.made.push({ standIn, kind: KIND.domException, data, position: this.#position });
    return standIn;
  }

  #error(error: Error, place: number | undefined): object {
    const standIn = standInFor(error);
    this.#note(error, standIn);
    this.#notes.errors.push(noteError(error, standIn, place, (part) => this.#try(part)));
    return standIn;
  }

  /** Copies a part that may stay behind. */
  #try(part: unknown): Copied {
    if (this.#depth === DEEPEST) return { value: sayValue(part) };
    const notes = this.#notes;
    const counts = [notes.marks.length, notes.errors.length, notes.made.length] as const;
    const known = this.#copies.size;
    const [unfinished, owner, step] = [this.#unfinished, this.#owner, this.#step];
    this.#unfinished = [];
    this.#owner = { copy: {}, owner: undefined, step: '' };
    this.#step = '';
    this.#depth++;
    try {
      const value = this.#part(part);
      this.#finish();
      // It may be too deep, which would cost the whole error.
      this.#owner = undefined;
      this.#step = '';
      if (isPart(value)) this.#channel.clone(value);
      return { value };
    } catch (thrown) {
      notes.forget(counts);
      this.#copies.forget(known);
      const { path } = this.#obstacle(thrown);
      return { path, message: sayValue(part) };
    } finally {
      this.#depth--;
      this.#unfinished = unfinished;
      this.#owner = owner;
      this.#step = step;
    }
  }

  // ---- the parts of parts

  #note<T extends object>(original: object, copy: T): T {
    this.#copies.add(original, copy);
    return copy;
  }

  #later(original: object, copy: object): object {
    this.#note(original, copy);
    this.#unfinished.push({ copy, owner: this.#owner, step: this.#step });
    return copy;
  }

  /** Copies the parts of all that is unfinished. */
  #finish(): void {
    const unfinished = this.#unfinished;
    // A list hands on what is added while it is walked.
    for (const next of unfinished) {
      this.#owner = next;
      const { copy } = next;
      if (copy instanceof Map) this.#finishMap(copy);
      else if (copy instanceof Set) this.#finishSet(copy);
      else this.#finishMembers(copy as Row);
    }
  }

  #finishMembers(copy: Row): void {
    for (const key of Object.keys(copy)) {
      const value = copy[key];
      if (!isPart(value)) continue;
      this.#step = key;
      // It is a property of its own already, so that this holds for `__proto__` as well.
      copy[key] = this.#part(value);
    }
  }

  #finishMap(copy: Map<unknown, unknown>): void {
    const entries = [...copy];
    copy.clear();
    for (const [at, [key, value]] of entries.entries()) {
      this.#step = { keyAt: at };
      const copied = this.#part(key);
      this.#step = { valueAtKey: key };
      copy.set(copied, this.#part(value));
    }
  }

  #finishSet(copy: Set<unknown>): void {
    const values = [...copy];
    copy.clear();
    for (const [at, value] of values.entries()) {
      this.#step = { valueAt: at };
      copy.add(this.#part(value));
    }
  }

  // ---- what cannot be copied

  #obstacle(thrown: unknown): Obstacle {
    const refusal = thrown instanceof Refusal ? thrown : new Refusal(thrown, { cause: thrown });
    let path = '';
    let step = this.#step;
    for (let owner = this.#owner; owner; owner = owner.owner) {
      path = nameStep(owner.copy, step) + path;
      step = owner.step;
    }
    return new Obstacle(path, refusal);
  }
}

/** What was found out about values, besides their copies. */
class Notes {
  readonly marks: unknown[] = [];
  readonly errors: ErrorNote[] = [];
  readonly made: Made[] = [];
  /** Prototypes of classes whose instances arrive without their methods, in the value that is being copied. */
  readonly lost: object[] = [];

  /** Takes back what was noted since there was so much of it. */
  forget([marks, errors, made]: readonly [number, number, number]): void {
    this.marks.length = marks;
    this.errors.length = errors;
    this.made.length = made;
    this.lost.length = 0;
  }
}

/** What nothing can change, or what is meant to be shared. */
const AS_THEY_ARE = new Set(
  ['RegExp', 'SharedArrayBuffer', 'Boolean', 'Number', 'String', 'BigInt'].map((name) => `[object ${name}]`),
);

function hasParts(list: readonly unknown[]): boolean {
  for (let at = 0; at < list.length; at++) if (isPart(list[at])) return true;
  return false;
}

/** Not by assignment: that would change the prototype where the key is `__proto__`. */
function define(owner: object, key: string, value: unknown): void {
  Object.defineProperty(owner, key, { value, writable: true, enumerable: true, configurable: true });
}

const ofPlatform = new WeakMap<object, boolean>();

/** True for the prototype of what structured clone gives back as it was, in this realm or another. */
function isOfPlatform(prototype: object): boolean {
  const known = ofPlatform.get(prototype);
  if (known !== undefined) return known;
  const found = isNative(Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value);
  ofPlatform.set(prototype, found);
  return found;
}

/** True for the prototype of plain objects in another realm, such as a `vm` context. */
function isPlainElsewhere(prototype: object): boolean {
  const owner: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return (
    getPrototypeOf(prototype) === null && isNative(owner) && (owner as { name: string }).name === 'Object'
  );
}

/** True for a `Buffer` in memory that Node shares between small ones. */
function isPooled({ buffer, byteLength }: ArrayBufferView): boolean {
  const { poolSize } = (globalThis as unknown as { Buffer: { poolSize: number } }).Buffer;
  return buffer.byteLength === poolSize && byteLength < poolSize;
}

function ownBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(slice(buffer, byteOffset, byteOffset + byteLength));
}
