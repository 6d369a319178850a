import { types } from 'node:util';
import { serialize } from 'node:v8';
import type { ClosureTravel, CodePart, Origin, Part } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { findBuiltin, findExport, findRequired } from './find-export.js';
import { findGlobal } from './find-global.js';
import type { Use } from './free-names.js';
import { helpersOfTools } from './helpers-of-tools.js';
import { importByVite } from './import-by-vite.js';
import { importsOf } from './imports-of.js';
import { isImportableFrom } from './is-importable.js';
import { isPlainData } from './is-plain-data.js';
import { isShared } from './is-shared.js';
import { locate, type Location } from './locate.js';
import { isNative, readSource, type FunctionSource } from './read-source.js';
import { describeObstacle, wayOutOf, type Obstacle } from './refusal.js';
import { findScript, type Script } from './find-script.js';
import { nodeGlobals, workerGlobals } from './worker-globals.js';

/** A variable that a function uses, for error messages. */
interface Where {
  readonly name: string;
  readonly usedBy: string;
  readonly at: string;
}

/** A function that uses a variable. */
interface Owner {
  readonly fn: AnyFunction;
  readonly source: FunctionSource;
  readonly location: Location;
  readonly script: Script;
}

/**
 * Collects a function with all that it captured: values as data, functions and classes as source with what they
 * captured in turn, what is imported as imports. Each thing once, so that cycles and identities survive.
 */
export class Capture {
  readonly obstacles: Obstacle[] = [];
  readonly #parts: Part[] = [];
  readonly #places = new Map<unknown, number>();
  readonly #data: unknown[] = [];
  readonly #shared: SharedArrayBuffer[] = [];
  readonly #root: AnyFunction;

  /** @param root - The function that is called in the worker, on its own; the others may be methods of something. */
  constructor(root: AnyFunction) {
    this.#root = root;
  }

  /** All that was collected so far, with the values as they are now. */
  travel(): ClosureTravel {
    return { way: 'closure', parts: this.#parts, data: serialize(this.#data), shared: this.#shared };
  }

  /** Collects a function or class, and says at which place it is. */
  async code(fn: AnyFunction, where: Where): Promise<number> {
    const known = this.#places.get(fn);
    if (known !== undefined) return known;
    const global = findGlobal(fn);
    if (global) return this.#keep(fn, { type: 'global', path: global });
    const location = await locate(fn);
    const script = location && (await findScript(fn, location));
    const isRoot = fn === this.#root;
    const found = script ? !isRoot && (await findExport(fn, script)) : findBuiltin(fn);
    if (found) return this.#keep(fn, { type: 'reference', ...found });
    if (location && script) return this.#source(fn, location, script);
    return isNative(fn) ? this.#refuse(fn, where) : this.#unseen(fn, where);
  }

  async #source(fn: AnyFunction, location: Location, script: Script): Promise<number> {
    const source = await readSource(fn);
    const usedBy = source.name;
    const at = `${script.url || 'evaluated code'}:${location.line + 1}${isMinified(script) ? ', in minified code' : ''}`;
    const bound = source.ownThis && fn === this.#root ? ['this', ...source.bound] : source.bound;
    for (const name of bound) this.#foreign({ name, usedBy, at });
    const free: Array<readonly [string, number]> = [];
    const own: Array<readonly [string, number]> = [];
    const place = this.#keep(fn, {
      type: 'code',
      code: source.code,
      isClass: source.isClass,
      isStrict: script.isModule || /^\s*(\/\/.*\s*|\/\*[^]*?\*\/\s*)*(['"])use strict\2/.test(script.source),
      origin: originOf(fn, source, location, script),
      free,
      own,
    } satisfies CodePart);
    for (const [name, use] of source.names) {
      const part = await this.#variable({ name, usedBy, at }, use, { fn, source, location, script });
      if (part !== undefined) free.push([name, part]);
    }
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(fn))) {
      if (!Object.prototype.propertyIsEnumerable.call(fn, key)) continue;
      // A static member that cannot travel gets the value again that the class gives it.
      if (source.isClass && new RegExp(`\\bstatic\\s+${key}\\b`).test(source.code) && !isPlainData(value))
        continue;
      own.push([key, await this.#value(value, 'whole', { name: `${usedBy}.${key}`, usedBy, at })]);
    }
    return place;
  }

  /** The place of a free variable; undefined for one that every worker has. */
  async #variable(
    where: Where,
    use: Use,
    { fn, source, location, script }: Owner,
  ): Promise<number | undefined> {
    const { name } = where;
    const scope = location.scopes.find(({ variables }) => name in variables);
    const helper = helpersOfTools.get(name);
    if (helper !== undefined) return this.#helper(`(${helper})`, script);
    if (name === '__vite_ssr_dynamic_import__') return this.#helper(importByVite(script.url), script);
    if (name === '__vite_ssr_import_meta__') return this.#foreign({ ...where, name: 'import.meta' });
    // V8 keeps only what the class's own functions may read.
    if (!scope && name === source.extended) return this.#value(Object.getPrototypeOf(fn), 'whole', where);
    if (!scope) {
      if (workerGlobals.has(name) || nodeGlobals.has(name) || source.optional.has(name)) return undefined;
      const isGlobal = name in globalThis;
      this.obstacles.push({
        ...where,
        what: isGlobal ? 'is a global of this thread only' : 'is nowhere to be found',
        wayOut: isGlobal ? 'pass it as part of the item' : wayOutOfUnknown(source),
      });
      return undefined;
    }
    const imported = scope.type === 'Module' ? (await importsOf(script)).get(name) : undefined;
    if (imported && isImportableFrom(script, imported.specifier)) {
      return this.#add({ type: 'import', base: script.url, ...imported });
    }
    if (name === 'require' && !script.isModule) return this.#add({ type: 'require', base: script.url });
    return this.#value(scope.variables[name], use, where);
  }

  /** Code of ours in place of a tool's. */
  #helper(code: string, { url }: Script): number {
    const origin: Origin = { url, line: 0, column: 0 };
    return this.#add({ type: 'code', code, isClass: false, isStrict: true, origin, free: [], own: [] });
  }

  async #value(value: unknown, use: Use, where: Where): Promise<number> {
    const known = Object(value) === value ? this.#places.get(value) : undefined;
    if (known !== undefined) return known;
    if (typeof value === 'function') return this.code(value as AnyFunction, where);
    if (typeof value === 'symbol') return this.#symbol(value, where);
    if (Object(value) !== value) return this.#datum(value);
    const object = value as object;
    const global = findGlobal(object);
    if (global) return this.#keep(object, { type: 'global', path: global });
    if (isShared(object)) return this.#memory(object as SharedArrayBuffer | ArrayBufferView);
    if (isPlainData(object)) return this.#keep(object, this.#datumPart(object));
    const found = findBuiltin(object) ?? findRequired(object);
    if (found) return this.#keep(object, { type: 'reference', ...found });
    if (isModuleLike(object)) return this.#module(object, use, where);
    return this.#compound(object, where);
  }

  #symbol(value: symbol, where: Where): number {
    const key = Symbol.keyFor(value);
    if (key !== undefined) return this.#add({ type: 'symbol', key });
    const name = Object.getOwnPropertyNames(Symbol).find((one) => Reflect.get(Symbol, one) === value);
    return name === undefined
      ? this.#refuse(value, where)
      : this.#add({ type: 'global', path: ['Symbol', name] });
  }

  /** A module as an object: only what is used of it, where that can be told; else all of it. */
  async #module(module: object, use: Use, where: Where): Promise<number> {
    const keys = use === 'whole' ? Object.keys(module) : [...use];
    const entries: Array<readonly [string, number]> = [];
    // Not kept: another function may use other members of it.
    const place = this.#add({ type: 'object', entries });
    for (const key of keys) {
      const member: unknown = Reflect.get(module, key);
      entries.push([key, await this.#value(member, 'whole', { ...where, name: `${where.name}.${key}` })]);
    }
    return place;
  }

  #memory(value: SharedArrayBuffer | ArrayBufferView): number {
    const isView = ArrayBuffer.isView(value);
    const buffer = (isView ? value.buffer : value) as SharedArrayBuffer;
    let at = this.#shared.indexOf(buffer);
    if (at < 0) at = this.#shared.push(buffer) - 1;
    return this.#keep(value, {
      type: 'shared',
      at,
      view: isView ? value.constructor.name : undefined,
      offset: isView ? value.byteOffset : 0,
      length: isView ? ((value as { length?: number }).length ?? value.byteLength) : 0,
    });
  }

  /** An object that holds, at some depth, what cannot go as data. */
  async #compound(value: object, where: Where): Promise<number> {
    const part = (item: unknown, step: string): Promise<number> =>
      this.#value(item, 'whole', { ...where, name: where.name + step });
    if (types.isProxy(value)) return this.#refuse(value, where);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (Array.isArray(value) && prototype === Array.prototype) {
      const items: number[] = [];
      const place = this.#keep(value, { type: 'array', items });
      for (const [at, item] of value.entries()) items.push(await part(item, `[${at}]`));
      return place;
    }
    if (prototype === Map.prototype) {
      const entries: Array<readonly [number, number]> = [];
      const place = this.#keep(value, { type: 'map', entries });
      for (const [key, item] of value as Map<unknown, unknown>) {
        entries.push([await part(key, '.keys()'), await part(item, `.get(${String(key)})`)]);
      }
      return place;
    }
    if (prototype === Set.prototype) {
      const items: number[] = [];
      const place = this.#keep(value, { type: 'set', items });
      for (const item of value as Set<unknown>) items.push(await part(item, '.values()'));
      return place;
    }
    const members = Object.getOwnPropertyDescriptors(value);
    const hasGetter = Object.values(members).some((member) => member.get !== undefined);
    if ((prototype !== Object.prototype && prototype !== null) || hasGetter)
      return this.#refuse(value, where);
    const entries: Array<readonly [string, number]> = [];
    const place = this.#keep(value, { type: 'object', entries });
    for (const key of Object.keys(value)) entries.push([key, await part(members[key]?.value, `.${key}`)]);
    return place;
  }

  /** Syntax that is bound to the place where the function was written. */
  #foreign(where: Where): undefined {
    const what = 'only means something where the function was written';
    this.obstacles.push({ ...where, what, wayOut: wayOutOf(where.name) });
  }

  /** A function that cannot be asked what it captured. */
  async #unseen(fn: AnyFunction, where: Where): Promise<number> {
    const { name: usedBy, names } = await readSource(fn);
    const missing = [...names.keys()].filter((name) => !workerGlobals.has(name) && !nodeGlobals.has(name));
    const what = 'cannot be read, as this program has no node:inspector';
    for (const name of missing.length > 0 ? missing : [where.name]) {
      this.obstacles.push({ name, usedBy, at: where.at, what, wayOut: 'pass it as part of the item' });
    }
    return this.#keep(fn, this.#datumPart(undefined));
  }

  #refuse(value: unknown, where: Where): number {
    this.obstacles.push({ ...where, ...describeObstacle(value) });
    return this.#datum(undefined);
  }

  #datum(value: unknown): number {
    return this.#add(this.#datumPart(value));
  }

  #datumPart(value: unknown): Part {
    return { type: 'data', at: this.#data.push(value) - 1 };
  }

  #keep(value: unknown, part: Part): number {
    const place = this.#add(part);
    this.#places.set(value, place);
    return place;
  }

  #add(part: Part): number {
    return this.#parts.push(part) - 1;
  }
}

function wayOutOfUnknown({ isClass }: FunctionSource): string {
  return isClass
    ? 'declare it, or import it; if it only computes the name of a member, V8 has forgotten it: write that name out'
    : 'declare it, or import it';
}

/** A module namespace, or what compilers and runners make of one. */
function isModuleLike(value: object): boolean {
  return (
    types.isModuleNamespaceObject(value) ||
    Object.hasOwn(value, '__esModule') ||
    Reflect.get(value, Symbol.toStringTag) === 'Module'
  );
}

/** Where the function's own text begins in its file, less what `code` puts before it. */
function originOf(fn: AnyFunction, { prefix }: FunctionSource, location: Location, script: Script): Origin {
  const text = Function.prototype.toString.call(fn);
  const lines = script.source.split('\n');
  const offset = lines.slice(0, location.line).join('\n').length + location.column + 1;
  const start = script.source.lastIndexOf(text, offset);
  // Runners shift the lines of what they evaluate; then the parameter list has to do.
  if (start < 0) return { url: script.url, line: location.line, column: location.column };
  const before = script.source.slice(0, start);
  const line = before.split('\n').length - 1;
  return { url: script.url, line, column: start - (before.lastIndexOf('\n') + 1) - prefix.length };
}

/** True where lines are longer than people write them, so that names are not theirs either. */
function isMinified({ source }: Script): boolean {
  return source.length / source.split('\n').length > 200;
}
