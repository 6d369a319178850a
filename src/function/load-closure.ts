import { createRequire } from 'node:module';
import { deserialize } from 'node:v8';
import vm from 'node:vm';
import type { ClosureTravel, CodePart, Origin, Part } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { followPath } from './follow-path.js';
import { importModule } from './import-module.js';

/** Makes a function again of its source and of all that it captured. */
export async function loadClosure(travel: ClosureTravel): Promise<AnyFunction> {
  const data = deserialize(travel.data) as unknown[];
  const outside = await Promise.all(travel.parts.map((part) => fetch(part, data, travel.shared)));
  return new Rebuilding(travel.parts, outside).build(0) as AnyFunction;
}

/** What a part stands for, if that is not made of other parts. */
async function fetch(
  part: Part,
  data: readonly unknown[],
  shared: readonly SharedArrayBuffer[],
): Promise<unknown> {
  switch (part.type) {
    case 'data':
      return data[part.at];
    case 'global':
      return followPath(globalThis, part.path);
    case 'symbol':
      return Symbol.for(part.key);
    case 'reference':
      return followPath(await importModule(part.url), part.path, part.url);
    case 'import': {
      const module = await importFrom(part.base, part.specifier);
      return part.name === '*' ? module : module[part.name];
    }
    case 'require':
      return createRequire(part.base);
    case 'shared':
      return viewOf(part, shared[part.at] as SharedArrayBuffer);
    default:
      return undefined;
  }
}

function viewOf(
  { view, offset, length }: Extract<Part, { type: 'shared' }>,
  memory: SharedArrayBuffer,
): unknown {
  if (view === undefined) return memory;
  const constructor = Reflect.get(globalThis, view) as new (...args: unknown[]) => unknown;
  return new constructor(memory, offset, length);
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

/** Puts the parts of a closure together; each once, also where they refer to each other in a circle. */
class Rebuilding {
  readonly #parts: readonly Part[];
  readonly #outside: readonly unknown[];
  readonly #built = new Map<number, unknown>();
  /** Classes that are being made: they need what they extend before they exist themselves. */
  readonly #making = new Map<number, Array<() => void>>();

  constructor(parts: readonly Part[], outside: readonly unknown[]) {
    this.#parts = parts;
    this.#outside = outside;
  }

  build(place: number): unknown {
    if (this.#built.has(place)) return this.#built.get(place);
    const part = this.#parts[place] as Part;
    switch (part.type) {
      case 'code':
        return this.#code(place, part);
      case 'object':
        return this.#fill(place, {}, (object) => {
          for (const [key, value] of part.entries) define(object, key, this.build(value));
        });
      case 'array':
        return this.#fill(place, [] as unknown[], (array) => {
          for (const item of part.items) array.push(this.build(item));
        });
      case 'map':
        return this.#fill(place, new Map<unknown, unknown>(), (map) => {
          for (const [key, value] of part.entries) map.set(this.build(key), this.build(value));
        });
      case 'set':
        return this.#fill(place, new Set<unknown>(), (set) => {
          for (const item of part.items) set.add(this.build(item));
        });
      default:
        return this.#outside[place];
    }
  }

  #fill<T>(place: number, empty: T, fill: (value: T) => void): T {
    this.#built.set(place, empty);
    fill(empty);
    return empty;
  }

  #code(place: number, part: CodePart): unknown {
    const { assign, make } = compile(part);
    const bind = (): void => {
      for (const [name, value] of part.free) this.#bind(value, assign[name] as Assign);
    };
    if (part.isClass) {
      this.#making.set(place, []);
      bind();
    }
    const made = make();
    this.#built.set(place, made);
    for (const tell of this.#making.get(place) ?? []) tell();
    this.#making.delete(place);
    if (!part.isClass) bind();
    for (const [key, value] of part.own) define(made, key, this.build(value));
    return made;
  }

  /** Gives a variable its value, at once or as soon as that is made. */
  #bind(place: number, assign: Assign): void {
    const waiting = this.#making.get(place);
    if (waiting) waiting.push(() => assign(this.#built.get(place)));
    else assign(this.build(place));
  }
}

/** A function whose free variables can be assigned from outside. */
function compile(part: CodePart): { assign: Readonly<Record<string, Assign>>; make: () => object } {
  const names = part.free.map(([name]) => name);
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

// Not by assignment: a key may be `__proto__`, or a static member that cannot be written.
function define(owner: object, key: string, value: unknown): void {
  Object.defineProperty(owner, key, { value, writable: true, enumerable: true, configurable: true });
}
