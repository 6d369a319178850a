import { methodOf, NativeMap, NativeSet, OwnSet } from '../intrinsics.js';
import { attempt } from './attempt.js';
import { NO_CLASSES, type ClassTable, type KnownClass } from './class-table.js';
import { isError, noteError, standInFor, type Copied } from './error-note.js';
import { copyMap, copySet } from './collections.js';
import type { Row } from './columns.js';
import { define } from './define.js';
import { findForeign, isOfPlatform, isPlainElsewhere } from './foreign.js';
import { isPart } from './is-part.js';
import { KIND, Notes, type Kinds } from './kinds.js';
import { bufferPrototype, copyMemory, isDetached, isPooled, ownBytes, viewOf } from './memory.js';
import { nameStep } from './path.js';
import { Obstacle, Refusal } from './refusal.js';
import { sayValue } from './say-value.js';
import { Walk } from './walk.js';
import { weighLeaf } from './weigh-leaf.js';

/** The way of values to another place. */
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

/** Tags of objects that need no copy: nothing changes them, or they are meant to be shared. */
const AS_THEY_ARE = new OwnSet(
  ['RegExp', 'SharedArrayBuffer', 'Boolean', 'Number', 'String', 'BigInt'].map((name) => `[object ${name}]`),
);

const NONE: readonly object[] = [];

const { getPrototypeOf, prototype: plain } = Object;
const tagOf = methodOf<string>(plain, 'toString');
const entriesOf = methodOf<Iterable<[unknown, unknown]>>(Map.prototype, 'entries');
const valuesOf = methodOf<Iterable<unknown>>(Set.prototype, 'values');
const timeOf = methodOf<number>(Date.prototype, 'getTime');

/**
 * Copies values for the way to another place, each as it is now, and notes what structured clone would not tell of them.
 *
 * It looks at each part once, so that getters run once. Memory and long lists stay where they are, unless it takes
 * snapshots.
 */
export class Copier {
  /** The classes that both sides know. */
  classes: ClassTable = NO_CLASSES;
  /** The last value has memory or a long list in it that is still the program's: it has to be sent at once. */
  isShared = false;
  readonly #channel: Channel;
  readonly #takesSnapshots: boolean;
  readonly #onLost: (name: string, prototype: object) => void;
  readonly #walk = new Walk((value) => this.#copyOf(value));
  #notes = new Notes();
  /** Prototypes of classes whose instances arrive without their methods: in this value, and those that were told of. */
  #lost: object[] = [];
  readonly #told = new WeakSet();
  #position = 0;
  #moved = NONE;
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

  /** About how many bytes all values have that were ever copied. */
  get bytes(): number {
    return this.#walk.bytes;
  }

  /**
   * Copies one value of a message.
   *
   * @param position - Its place among them.
   * @param moved - What moves with it.
   * @param members - What it holds, if that was read.
   * @throws Obstacle if it cannot be copied.
   */
  copy(value: unknown, position: number, moved = NONE, members?: Row): unknown {
    this.isShared = moved.length > 0;
    if (!this.#isPart(value)) return value;
    this.#position = position;
    this.#moved = moved;
    this.#members = members;
    const forget = this.#notes.remember();
    try {
      const copy = this.#walk.copy(value as object);
      if (this.#lost.length > 0) this.#tellLost();
      return copy;
    } catch (obstacle) {
      forget();
      this.#lost = [];
      throw instead(value as object, this.#takesSnapshots) ?? obstacle;
    }
  }

  /** Returns the kinds of the values that were copied since the last call; they travel with them. */
  take(): Kinds | undefined {
    if (this.#notes.isEmpty) return undefined;
    const { marks, errors, made } = this.#notes;
    this.#notes = new Notes();
    return { marks, errors, made };
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

  // ---- what an object is

  #copyOf(value: object): object {
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
    const copy = (this.#walk.isAtRoot ? this.#members : undefined) ?? this.#spread(value);
    let hasParts = false;
    for (const key in copy) hasParts = this.#isPart(copy[key]) || hasParts;
    return hasParts ? this.#walk.later(copy) : copy;
  }

  /** True for what has to be copied; anything else is weighed. */
  #isPart(member: unknown): boolean {
    if (isPart(member)) return true;
    this.#walk.bytes += weighLeaf(member);
    return false;
  }

  #spread(value: object): Row {
    try {
      return { ...value };
    } catch (cause) {
      const isFine = (key: string): boolean =>
        attempt((): unknown[] => [Reflect.get(value, key)]) !== undefined;
      const key = Object.keys(value).find((one) => !isFine(one)) ?? '';
      throw new Refusal(value, { cause, within: nameStep({}, key) });
    }
  }

  #list(value: readonly unknown[]): object {
    const { length } = value;
    const leaves = length > SMALL_LIST && length < LONGEST_LIST ? weighLeaves(value) : undefined;
    if (leaves !== undefined) {
      this.#walk.bytes += leaves;
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
    let hasParts = false;
    for (const key of keys) hasParts = this.#isPart(copy[key as never]) || hasParts;
    return hasParts ? this.#walk.later(copy) : copy;
  }

  #view(value: ArrayBufferView, prototype: object, place: number | undefined): object {
    if (prototype !== bufferPrototype) return this.#asKind(value, prototype, place, this.#viewOf(value));
    if (!isPooled(value)) return this.#mark(KIND.buffer, this.#viewOf(value));
    this.#walk.bytes += value.byteLength;
    return this.#mark(KIND.buffer, ownBytes(value));
  }

  #viewOf(value: ArrayBufferView): ArrayBufferView {
    const memory = this.#memory(value.buffer);
    return memory === value.buffer ? value : viewOf(value, memory);
  }

  #memory(memory: ArrayBufferLike): ArrayBufferLike {
    if (isDetached(memory)) {
      throw new Refusal(memory, { advice: 'its memory has moved away already: move a copy of it' });
    }
    if (!(memory instanceof ArrayBuffer)) return memory;
    const known = this.#walk.find(memory);
    if (known) return known as ArrayBuffer;
    this.#walk.bytes += memory.byteLength;
    if (!this.#takesSnapshots || this.#moved.includes(memory)) return this.#walk.note(memory, memory);
    if (memory.byteLength > SMALL_MEMORY || (memory as { resizable?: boolean }).resizable) {
      this.isShared = true;
      return this.#walk.note(memory, memory);
    }
    return this.#walk.note(memory, copyMemory(memory));
  }

  #other(value: object, prototype: object, place: number | undefined): object {
    const tag = tagOf(value);
    const asKind = (copy: object): object => this.#asKind(value, prototype, place, copy);
    if (value instanceof NativeMap || tag === '[object Map]') {
      const copy = attempt(() => copyMap(entriesOf(value))) as object | undefined;
      if (copy) return asKind(this.#walk.later(copy));
    } else if (value instanceof NativeSet || tag === '[object Set]') {
      const copy = attempt(() => copySet(valuesOf(value))) as object | undefined;
      if (copy) return asKind(this.#walk.later(copy));
    } else if (value instanceof Date || tag === '[object Date]') {
      const copy = attempt(() => new Date(timeOf(value))) as object | undefined;
      if (copy) return asKind(copy);
    } else if (tag === '[object DOMException]') return this.#domException(value as DOMException);
    else if (isError(value)) return this.#error(value, place);
    else if (tag === '[object ArrayBuffer]') return this.#memory(value as ArrayBuffer);
    else if (AS_THEY_ARE.has(tag)) return asKind(value);
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

  #error(error: Error, place: number | undefined): object {
    const standIn = this.#walk.note(error, standInFor(error));
    this.#notes.errors.push(noteError(error, standIn, place, this.#position, (part) => this.#try(part)));
    return standIn;
  }

  /** Copies a part of an error, which may stay behind. */
  #try(part: unknown): Copied {
    if (this.#depth === DEEPEST) return { value: sayValue(part) };
    const forget = this.#notes.remember();
    const lost = this.#lost.length;
    this.#depth++;
    try {
      // What can be copied and still not sent, such as shared memory to a process, would cost the whole error.
      const check = (copy: unknown): unknown => isPart(copy) && this.#channel.clone(copy);
      return { value: this.#walk.try(part, check) };
    } catch (obstacle) {
      forget();
      this.#lost.length = lost;
      return { path: (obstacle as Obstacle).path, message: sayValue(part) };
    } finally {
      this.#depth--;
    }
  }

  // ---- what structured clone does not tell

  #mark(kind: number, copy: object): object {
    this.#notes.marks.push(kind, copy, this.#position);
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

  /** Has an instance made from data on the other side. */
  #make(value: object, kind: number, { toData }: KnownClass): object {
    const standIn = this.#walk.note(value, {});
    const made = { standIn, kind, data: undefined as unknown, position: this.#position };
    this.#notes.made.push(made);
    made.data = this.#walk.part(toData?.(value as never));
    return standIn;
  }

  #domException({ message, name, stack }: DOMException): object {
    const standIn = {};
    const data = { message, name, stack };
    this.#notes.made.push({ standIn, kind: KIND.domException, data, position: this.#position });
    return standIn;
  }

  #lose(prototype: object, copy: object): object {
    if (!this.#told.has(prototype)) this.#lost.push(prototype);
    return copy;
  }

  #tellLost(): void {
    for (const prototype of this.#lost.splice(0)) {
      if (this.#told.has(prototype)) continue;
      this.#told.add(prototype);
      const name = attempt(() => (prototype as { constructor: { name: unknown } }).constructor.name);
      this.#onLost(typeof name === 'string' && name !== '' ? name : 'an anonymous class', prototype);
    }
  }
}

/**
 * What to send instead of something that gives its values one after another; undefined for anything else.
 *
 * @param isResult - A worker sends it.
 */
function instead(value: object, isResult: boolean): Obstacle | undefined {
  const way = isResult ? 'take poolConcatMap, or ' : '';
  const has = (key: PropertyKey): boolean =>
    typeof attempt(() => Reflect.get(value, key) as unknown) === 'function';
  const refuse = (message: string, advice: string): Obstacle => new Obstacle('', { message, advice });
  if (has('subscribe') && has('pipe')) {
    return refuse(
      'an Observable',
      `${way}send a promise of its values: lastValueFrom(source.pipe(toArray()))`,
    );
  }
  if (!has('next')) return undefined;
  if (has(Symbol.iterator)) return refuse('an iterator', `${way}send its values as an array: [...values]`);
  if (has(Symbol.asyncIterator))
    return refuse('an async iterator', `${way}send its values as an array, each awaited`);
  return undefined;
}

/** About how many bytes a list takes; undefined if it has parts. */
function weighLeaves(list: readonly unknown[]): number | undefined {
  let bytes = 0;
  for (let at = 0; at < list.length; at++) {
    const member = list[at];
    if (isPart(member)) return undefined;
    bytes += weighLeaf(member);
  }
  return bytes;
}
