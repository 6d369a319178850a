import { types } from 'node:util';
import type { ClassTable, KnownClass } from '../values/class-table.js';
import type { Property } from '../wire/shipment.js';
import type { Activations } from './activations.js';
import type { AnyFunction } from './any-function.js';
import { DataGroups } from './data-groups.js';
import { subjectOf, type Drafts } from './drafts.js';
import { findBuiltin, findRequired } from './find-export.js';
import { findGlobal } from './find-global.js';
import type { Use } from './free-names.js';
import { hasOwnMembers, plainObjects } from './is-plain-data.js';
import { isShared } from './is-shared.js';
import { objectContent } from './object-content.js';
import type { Obstacles, Where } from './obstacles.js';
import { loadParsers } from './parsers.js';
import { isClassLike, isNative, readSource } from './read-source.js';
import { Primitive, Subject, type Draft } from './subject.js';

// Of the types of Node 20, none knows it.
const { WebAssembly } = globalThis as unknown as { WebAssembly: { Module: new () => object } };

/** Captures what variables hold: data as it is now, and what no copy can be made of as what it is made of. */
export class CapturedValues {
  /** Something other than data may read differently next time. */
  isVolatile = false;
  /** Names of large values that have changed since they were read. */
  readonly stale: string[] = [];
  readonly #drafts: Drafts;
  readonly #obstacles: Obstacles;
  readonly #activations: Activations;
  readonly #classes: ClassTable;
  readonly #code: (fn: AnyFunction, where: Where) => Subject;
  readonly #data = new DataGroups();
  readonly #names = new Map<object, string>();

  /** @param code - Captures a function. */
  constructor(
    drafts: Drafts,
    obstacles: Obstacles,
    activations: Activations,
    classes: ClassTable,
    code: (fn: AnyFunction, where: Where) => Subject,
  ) {
    this.#drafts = drafts;
    this.#obstacles = obstacles;
    this.#activations = activations;
    this.#classes = classes;
    this.#code = code;
  }

  /** @param use - What is done with it, if that is known. */
  capture(value: unknown, where: Where, use: Use = 'whole'): Subject | Primitive {
    if (typeof value === 'symbol') return this.#symbol(value, where);
    if (Object(value) !== value) return new Primitive(value);
    if (typeof value === 'function') return this.#code(value as AnyFunction, where);
    const object = value as object;
    const subject = subjectOf(object);
    if (this.#drafts.has(subject)) return subject;
    const keep = (draft: Draft): Subject => this.#drafts.keep(subject, where.name, draft);
    const global = findGlobal(object);
    if (global) return keep({ type: 'global', path: global });
    if (isShared(object)) return this.#memory(object as SharedArrayBuffer | ArrayBufferView, where);
    if (object instanceof WebAssembly.Module) return keep({ type: 'shared', value: object });
    if (this.#isData(object, where)) return this.#drafts.begin(subject, where.name);
    const found = findBuiltin(object) ?? findRequired(object);
    if (found) return keep({ type: 'reference', ...found });
    if (isModuleLike(object)) return this.#module(object, where, use);
    return this.#compound(object, subject, where);
  }

  /** Returns a check that is true as long as all data is as it was written. */
  watchData(): () => boolean {
    return this.#data.watch();
  }

  /** Writes all data as it is now. */
  write(): void {
    const written = this.#data.write(subjectOf, (root) => this.stale.push(this.#names.get(root) ?? ''));
    for (const [subject, draft] of written) this.#drafts.keep(subject, '', draft);
  }

  #symbol(value: symbol, where: Where): Subject | Primitive {
    const key = Symbol.keyFor(value);
    if (key !== undefined)
      return this.#drafts.keepNamed(`symbol ${key}`, where.name, { type: 'symbol', key });
    const name = Object.getOwnPropertyNames(Symbol).find((one) => Reflect.get(Symbol, one) === value);
    if (name === undefined) return this.#obstacles.value(value, where);
    return this.#drafts.keepNamed(`Symbol.${name}`, where.name, { type: 'global', path: ['Symbol', name] });
  }

  /** Notes what is plain data, or was found large before; false for anything else. */
  #isData(object: object, { name }: Where): boolean {
    const isLarge = DataGroups.isLarge(object);
    const objects = isLarge ? undefined : plainObjects(object);
    if (!isLarge && !objects) return false;
    this.#data.add(object, objects);
    this.#names.set(object, name);
    return true;
  }

  /** Captures members of an object by their names, for an object that has no others. */
  captureMembers(owner: object, keys: readonly string[], where: Where): Array<Property<Subject | Primitive>> {
    // The other members are not read, so a change of them would not show.
    this.isVolatile = true;
    return keys.map((key) => ({
      key: new Primitive(key),
      value: this.capture(Reflect.get(owner, key), { ...where, name: `${where.name}.${key}` }),
      isEnumerable: true,
      isWritable: true,
    }));
  }

  /** A module as an object: only what is used of it, where that can be told; else all of it. */
  #module(module: object, where: Where, use: Use): Subject {
    const keys = use === 'whole' ? Object.keys(module) : [...use];
    const properties = this.captureMembers(module, keys, where);
    // Not the module's own: another function may use other members of it.
    return this.#drafts.keep(subjectOfMembers(module, keys), where.name, {
      type: 'object',
      base: 'object',
      parent: undefined,
      properties,
      integrity: undefined,
    });
  }

  #memory(value: SharedArrayBuffer | ArrayBufferView, where: Where): Subject {
    const subject = subjectOf(value);
    if (!ArrayBuffer.isView(value)) {
      return this.#drafts.keep(subject, where.name, { type: 'shared', value });
    }
    const { buffer, byteOffset: at, byteLength } = value;
    const of = this.#memory(buffer as SharedArrayBuffer, where);
    const kind = value.constructor.name;
    const length = 'length' in value ? (value.length as number) : byteLength;
    return this.#drafts.keep(subject, where.name, { type: 'view', of, kind, at, length });
  }

  /** An object that is no plain data, or holds at some depth what is none. */
  #compound(value: object, subject: Subject, where: Where): Subject | Primitive {
    const owner = types.isProxy(value) ? undefined : ownerOf(value);
    if (owner) {
      this.#drafts.begin(subject, where.name);
      return this.#drafts.keep(subject, where.name, { type: 'prototype', of: this.#code(owner, where) });
    }
    const prototype = Object.getPrototypeOf(value) as object | null;
    const known = types.isProxy(value) ? undefined : this.#classes.of(prototype);
    if (known?.toData && known.fromData) return this.#made(value, subject, known, where);
    if (types.isProxy(value) || !((known && hasMembersOnly(value)) || isOrdinary(value, where.within))) {
      return this.#obstacles.value(value, where);
    }
    this.#drafts.begin(subject, where.name);
    const usual = types.isNativeError(value) ? Error.prototype : Object.prototype;
    const isUsual = prototype === usual || (!types.isNativeError(value) && isBuiltInPrototype(prototype));
    const parent = isUsual ? undefined : this.capture(prototype, where);
    const draft = objectContent(value, parent, (part, step) =>
      this.capture(part, { ...where, name: where.name + step }),
    );
    if (!Object.isFrozen(value)) this.isVolatile = true;
    this.#activations.addCompany(Object.entries(value));
    return this.#drafts.keep(subject, where.name, draft);
  }

  /** An instance of a class that is made from data. */
  #made(
    value: object,
    subject: Subject,
    { class: one, toData, fromData }: KnownClass,
    where: Where,
  ): Subject {
    // Another pool may know the class otherwise.
    this.isVolatile = true;
    this.#drafts.begin(subject, where.name);
    return this.#drafts.keep(subject, where.name, {
      type: 'made',
      by: this.#code(fromData as AnyFunction, { ...where, name: `fromData of ${one.name}` }),
      data: this.capture(toData?.(value as never), { ...where, name: `${where.name} as data` }),
    });
  }
}

const subjectsOfMembers = new WeakMap<object, Map<string, Subject>>();

/** Finds the subject of some members of a module: it is the same in each reading. */
function subjectOfMembers(module: object, keys: readonly string[]): Subject {
  const known = subjectsOfMembers.get(module) ?? new Map<string, Subject>();
  subjectsOfMembers.set(module, known);
  const key = keys.join();
  const subject = known.get(key) ?? new Subject();
  known.set(key, subject);
  return subject;
}

/**
 * True for what can be rebuilt from its properties.
 *
 * @param within - The class whose state it belongs to.
 */
function isOrdinary(value: object, within: AnyFunction | undefined): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (types.isNativeError(value)) return prototype !== null && isBuiltInPrototype(prototype);
  if (prototype === null || prototype === Object.prototype) {
    return Object.values(Object.getOwnPropertyDescriptors(value)).every((member) => 'value' in member);
  }
  if (Array.isArray(value)) return prototype === Array.prototype;
  if (types.isMap(value)) return prototype === Map.prototype && !hasOwnMembers(value);
  if (types.isSet(value)) return prototype === Set.prototype && !hasOwnMembers(value);
  if (types.isRegExp(value)) return prototype === RegExp.prototype;
  const isPlain = Object.prototype.toString.call(value) === '[object Object]';
  return isPlain && within !== undefined && isOwnInstance(prototype, within);
}

/** True for what properties and a prototype make whole. */
function hasMembersOnly(value: object): boolean {
  const tag = Object.prototype.toString.call(value);
  return types.isNativeError(value) || (tag === '[object Object]' && !Array.isArray(value));
}

function isBuiltInPrototype(prototype: unknown): boolean {
  return Object(prototype) === prototype && findGlobal(prototype) !== undefined;
}

/** True for what a class that travels with its state makes, if all of that shows. */
function isOwnInstance(prototype: object, within: AnyFunction): boolean {
  let isOwn = false;
  for (
    let at: object | null = prototype;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const owner = ownerOf(at);
    if (!owner || isNative(owner)) return false;
    if (isClassLike(owner) && readSource(owner, loadParsers()).classBody?.hasPrivates !== false) return false;
    isOwn ||= owner === within;
  }
  return isOwn;
}

/** The function whose `prototype` this is. */
function ownerOf(value: object): AnyFunction | undefined {
  const owner: unknown = Object.getOwnPropertyDescriptor(value, 'constructor')?.value;
  const isOwner = typeof owner === 'function' && (owner as { prototype?: unknown }).prototype === value;
  return isOwner ? (owner as AnyFunction) : undefined;
}

/** A module namespace, or what compilers and runners make of one. */
function isModuleLike(value: object): boolean {
  return (
    types.isModuleNamespaceObject(value) ||
    Object.hasOwn(value, '__esModule') ||
    Reflect.get(value, Symbol.toStringTag) === 'Module'
  );
}
