import { createRequire } from 'node:module';
import vm from 'node:vm';
import type { ClosureTravel, Integrity, Origin, Part, Property, Ref } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { readData } from './captured-data.js';
import { followPath } from './follow-path.js';
import { importModule } from './import-module.js';
import { isRef, mapRefs } from './map-refs.js';

/** What a worker has of closures: parts, each rebuilt once, for all functions that need it. */
export class Closures {
  readonly #parts = new Map<number, Part>();
  readonly #built = new Map<number, unknown>();

  /** Makes a function again of its source and of all that it captured. */
  async load({ root, parts }: ClosureTravel): Promise<AnyFunction> {
    for (const part of parts) if (!this.#built.has(part.id)) this.#parts.set(part.id, part);
    await Promise.all(Array.from(this.#needed(root), (id) => this.#fetch(id)));
    const fn = new Rebuilding(this.#parts, this.#built).build(root) as AnyFunction;
    // What was rebuilt is not needed twice.
    for (const id of this.#built.keys()) this.#parts.delete(id);
    return fn;
  }

  /** No function that will be called needs these any more. */
  forget(ids: readonly number[]): void {
    for (const id of ids) {
      this.#parts.delete(id);
      this.#built.delete(id);
    }
  }

  /** A part and all those that it names. */
  #needed(root: number): Set<number> {
    const needed = new Set([root]);
    // A set hands on what is added while it is walked.
    for (const id of needed) for (const other of partsIn(this.#parts.get(id))) needed.add(other);
    return needed;
  }

  /** Brings in what stands in a module. */
  async #fetch(id: number): Promise<void> {
    const part = this.#parts.get(id);
    if (this.#built.has(id)) return;
    if (part?.type === 'reference') {
      this.#built.set(id, followPath(await importModule(part.url), part.path, part.url));
    } else if (part?.type === 'import') {
      const module = await importFrom(part.base, part.specifier);
      this.#built.set(id, part.export === '*' ? module : module[part.export]);
    }
  }
}

/** The ids of the parts that a part names. */
function partsIn(part: Part | undefined): number[] {
  const ids: number[] = [];
  if (part) mapRefs(part, isRef, (ref) => 'part' in ref && ids.push(ref.part));
  return ids;
}

function viewOf({ kind, at, length }: Extract<Part, { type: 'view' }>, memory: unknown): unknown {
  const constructor = Reflect.get(globalThis, kind) as new (...args: unknown[]) => unknown;
  return new constructor(memory, at, length);
}

function importFrom(base: string, specifier: string): Promise<Readonly<Record<string, unknown>>> {
  const origin = { url: base, line: 0, column: 0 };
  const load = (): Promise<unknown> => evaluate(`import(${JSON.stringify(specifier)})`, origin);
  return importModule(`'${specifier}' from ${base}`, load);
}

/** Runs code as if it stood at a place in a file: `import()` and stack traces depend on it. */
function evaluate<T>(code: string, { url, line, column }: Origin): T {
  const script = new vm.Script(code, {
    filename: url,
    lineOffset: line,
    columnOffset: column,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return script.runInThisContext() as T;
}

// Node 20 calls that option experimental at the first `import()` that goes this way; whoever reads the warning could
// do nothing about it. So the first one is made here, while nobody is told.
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = () => undefined;
void evaluate(`import('node:module')`, { url: import.meta.url, line: 0, column: 0 });
process.emitWarning = emitWarning;

type Assign = (value: unknown) => void;

/** A variable that functions assign: what their code says is `n$.v` in the place of `n`. */
class Variable {
  v: unknown;

  /** Gives what is called, and nothing with it that could be its `this`. */
  get(): unknown {
    return this.v;
  }
}

/** A variable that may not be assigned, although functions try. */
class Constant extends Variable {
  constructor(value: unknown) {
    super();
    Object.defineProperty(this, 'v', {
      get: () => value,
      set() {
        throw new TypeError('Assignment to constant variable.');
      },
    });
  }
}

/**
 * Puts the parts of a closure together; each once, also where they refer to each other in a circle: first all things are
 * made, then they get what they hold.
 */
class Rebuilding {
  readonly #parts: ReadonlyMap<number, Part>;
  readonly #built: Map<number, unknown>;
  readonly #later: Array<() => void> = [];

  constructor(parts: ReadonlyMap<number, Part>, built: Map<number, unknown>) {
    this.#parts = parts;
    this.#built = built;
  }

  build(id: number): unknown {
    const made = this.#make(id);
    this.#finish();
    return made;
  }

  #finish(): void {
    for (let next = this.#later.shift(); next; next = this.#later.shift()) next();
  }

  #make(id: number): unknown {
    if (this.#built.has(id)) return this.#built.get(id);
    const part = this.#parts.get(id) as Part;
    const made = this.#makeOf(part);
    this.#built.set(id, made);
    return made;
  }

  #makeOf(part: Part): unknown {
    switch (part.type) {
      case 'data':
        return readData(part.bytes);
      case 'member':
        return (this.#value(part.of) as unknown[])[part.at];
      case 'global':
        return followPath(globalThis, part.path);
      case 'symbol':
        return Symbol.for(part.key);
      case 'require':
        return createRequire(part.base);
      case 'memory':
        return part.memory;
      case 'view':
        return viewOf(part, this.#value(part.of));
      case 'prototype':
        return (this.#value(part.of) as { prototype: unknown }).prototype;
      case 'variable':
        return this.#variable(part);
      case 'patched':
        return this.#patched(part);
      case 'code':
        return this.#code(part);
      case 'object':
        return this.#object(part);
      case 'array':
        return this.#fill([] as unknown[], (array) => {
          for (const item of part.items) array.push(this.#value(item));
          setIntegrity(array, part.integrity);
        });
      case 'map':
        return this.#fill(new Map<unknown, unknown>(), (map) => {
          for (const [key, value] of part.entries) map.set(this.#value(key), this.#value(value));
        });
      case 'set':
        return this.#fill(new Set<unknown>(), (set) => {
          for (const item of part.items) set.add(this.#value(item));
        });
      case 'reference':
      case 'import':
        throw new Error(`Cannot find '${part.name}' in this worker: its module was not imported`);
    }
  }

  #value(ref: Ref): unknown {
    return 'part' in ref ? this.#make(ref.part) : ref.value;
  }

  #fill<T>(empty: T, fill: (value: T) => void): T {
    this.#later.push(() => fill(empty));
    return empty;
  }

  #variable({ value, isConstant }: Extract<Part, { type: 'variable' }>): Variable {
    if (isConstant) return new Constant(this.#value(value));
    return this.#fill(new Variable(), (variable) => (variable.v = this.#value(value)));
  }

  #patched({ of, properties }: Extract<Part, { type: 'patched' }>): unknown {
    return this.#fill(this.#value(of) as object, (object) => {
      for (const property of properties) this.#define(object, property);
    });
  }

  #object({ base, parent, properties, integrity }: Extract<Part, { type: 'object' }>): object {
    return this.#fill(baseOf(base), (object) => {
      if (base === 'error') for (const key of Reflect.ownKeys(object)) Reflect.deleteProperty(object, key);
      if (parent) Object.setPrototypeOf(object, this.#value(parent) as object | null);
      for (const property of properties) this.#define(object, property);
      setIntegrity(object, integrity);
    });
  }

  #code(part: CodePart): AnyFunction {
    const { assign, make } = compile(part);
    const bind = (names: (name: string) => boolean): void => {
      for (const [name, value] of part.free) if (names(name)) (assign[name] as Assign)(this.#value(value));
    };
    if (part.statics) assign[part.statics.name]?.(part.statics.values.map((value) => this.#value(value)));
    bind((name) => part.early.includes(name));
    return this.#fill(make() as AnyFunction, (made) => {
      bind((name) => !part.early.includes(name));
      this.#restore(made, part);
    });
  }

  /** Gives a function or class what it had besides its source. */
  #restore(made: AnyFunction, { called, own, prototype, parent, inherits }: CodePart): void {
    const name: unknown = Object.getOwnPropertyDescriptor(made, 'name')?.value;
    if (called !== undefined && name !== called && typeof name !== 'function') {
      Object.defineProperty(made, 'name', { value: called, configurable: true });
    }
    const held = made.prototype as object;
    if (inherits) Object.setPrototypeOf(made, this.#value(inherits) as object | null);
    if (parent) Object.setPrototypeOf(held, this.#value(parent) as object | null);
    for (const property of prototype) this.#define(held, property);
    for (const property of own) this.#define(made, property);
  }

  #define(object: object, { key, value, get, set, isEnumerable, isWritable }: Property<Ref>): void {
    const name = this.#value(key) as PropertyKey;
    // Such as `lastIndex`.
    if (Object.getOwnPropertyDescriptor(object, name)?.configurable === false) {
      Reflect.set(object, name, value && this.#value(value));
      return;
    }
    const common = { enumerable: isEnumerable, configurable: true };
    // Not by assignment: a key may be `__proto__`, or a static member that cannot be written.
    if (get ?? set) {
      const accessor = { get: get && this.#value(get), set: set && this.#value(set) } as PropertyDescriptor;
      Object.defineProperty(object, name, { ...common, ...accessor });
    } else if (value) {
      Object.defineProperty(object, name, { ...common, value: this.#value(value), writable: isWritable });
    } else Reflect.deleteProperty(object, name);
  }
}

function baseOf(base: Extract<Part, { type: 'object' }>['base']): object {
  if (base === 'object') return {};
  return base === 'error' ? new Error() : new RegExp(base.source, base.flags);
}

function setIntegrity<T extends object>(object: T, integrity: Integrity): T {
  if (integrity === 'frozen') return Object.freeze(object);
  if (integrity === 'sealed') return Object.seal(object);
  return integrity === 'fixed' ? Object.preventExtensions(object) : object;
}

type CodePart = Extract<Part, { type: 'code' }>;

/** A function whose free variables can be assigned from outside. */
function compile(part: CodePart): { assign: Readonly<Record<string, Assign>>; make: () => unknown } {
  const names = [...part.free.map(([name]) => name), ...(part.statics ? [part.statics.name] : [])];
  let value = 'value';
  while (names.includes(value)) value += '_';
  const variables = names.length > 0 ? `let ${names.join(', ')}; ` : '';
  const setters = names.map((name) => `${name}: (${value}) => { ${name} = ${value}; }`).join(', ');
  const strict = part.isStrict ? `'use strict'; ` : '';
  // All before the source on its own line, so that the lines of stack traces are those of the file.
  const before = `(() => { ${strict}${variables}return { assign: { ${setters} }, make: () => `;
  const { url, line, column } = part.origin;
  return evaluate(`${before}${part.code} }; })()`, { url, line, column: column - before.length });
}
