import { OwnSet } from '../intrinsics.js';
import { createRequire } from 'node:module';
import type { Integrity, Part, Property, Ref } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { readData } from './bytes.js';
import { followPath } from './follow-path.js';
import { evaluateAt } from './load-code.js';
import { addTo, setIn } from '../values/collections.js';

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

/** Something needs an instance that is being made. */
class NotMadeYet extends Error {}

/**
 * Puts the parts of a closure together; each once, also where they refer to each other in a circle: first all things are
 * made, then they get what they hold.
 */
export class Rebuilding {
  readonly #parts: ReadonlyMap<number, Part>;
  readonly #built: Map<number, unknown>;
  readonly #later: Array<() => void> = [];
  /** What was begun; a class is there only when it is defined. */
  readonly #making = new OwnSet<number>();

  constructor(parts: ReadonlyMap<number, Part>, built: Map<number, unknown>) {
    this.#parts = parts;
    this.#built = built;
  }

  build(id: number): unknown {
    const made = this.#make(id);
    this.#finish();
    return made;
  }

  /** Gives all that was made what it holds; an instance that is being made now has to wait for the rest. */
  #finish(): void {
    const postponed: Array<() => void> = [];
    for (let next = this.#later.shift(); next; next = this.#later.shift()) {
      try {
        next();
      } catch (error) {
        if (!(error instanceof NotMadeYet)) throw error;
        postponed.push(next);
      }
    }
    this.#later.push(...postponed);
  }

  #make(id: number): unknown {
    if (this.#built.has(id)) return this.#built.get(id);
    const part = this.#parts.get(id) as Part;
    if (this.#making.has(id)) {
      if (part.type === 'made') throw new NotMadeYet();
      throw new Error(`Cannot define '${part.name}' in this worker: its definition calls what needs it`);
    }
    this.#making.add(id);
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
      case 'shared':
        return part.value;
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
      case 'made':
        return this.#instance(part);
      case 'array':
        return this.#fill([] as unknown[], (array) => {
          // All of them first: one may be an instance that is not made yet.
          const items = part.items.map((item) => this.#value(item));
          for (const item of items) array.push(item);
          setIntegrity(array, part.integrity);
        });
      case 'map':
        return this.#fill(new Map<unknown, unknown>(), (map) => {
          for (const [key, value] of part.entries) setIn(map, this.#value(key), this.#value(value));
        });
      case 'set':
        return this.#fill(new Set<unknown>(), (set) => {
          for (const item of part.items) addTo(set, this.#value(item));
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

  #instance({ by, data }: Extract<Part, { type: 'made' }>): unknown {
    const [fromData, whole] = [this.#value(by) as (data: unknown) => unknown, this.#value(data)];
    // Completes the function before the call.
    this.#finish();
    return fromData(whole);
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
    const isEarly = (name: string): boolean => name === part.heritage || part.early.includes(name);
    bind(isEarly);
    // To compute a name may take a call.
    if (part.early.length > 0) this.#finish();
    return this.#fill(make() as AnyFunction, (made) => {
      bind((name) => !isEarly(name));
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
  const { origin } = part;
  const column = origin.column - before.length;
  return evaluateAt(`${before}${part.code} }; })()`, { ...origin, column });
}

function viewOf({ kind, at, length }: Extract<Part, { type: 'view' }>, memory: unknown): unknown {
  const constructor = Reflect.get(globalThis, kind) as new (...args: unknown[]) => unknown;
  return new constructor(memory, at, length);
}
