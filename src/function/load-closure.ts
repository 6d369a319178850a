import { OwnMap, OwnSet } from '../intrinsics.js';
import type { ClosureTravel, Part } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { followPath } from './follow-path.js';
import { importModule } from './import-module.js';
import { evaluateAt } from './load-code.js';
import { Rebuilding } from './load-parts.js';
import { isRef, mapRefs } from './map-refs.js';

/** What a worker has of closures: parts, each rebuilt once, for all functions that need it. */
export class Closures {
  readonly #parts = new OwnMap<number, Part>();
  readonly #built = new OwnMap<number, unknown>();

  /** Makes a function again of its source and of all that it captured. */
  async load({ root, parts }: ClosureTravel): Promise<AnyFunction> {
    for (const part of parts) if (!this.#built.has(part.id)) this.#parts.set(part.id, part);
    for (const id of this.#needed(root)) await this.#fetch(id);
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
    const needed = new OwnSet([root]);
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

function importFrom(base: string, specifier: string): Promise<Readonly<Record<string, unknown>>> {
  const origin = { url: base, line: 0, column: 0 };
  const load = (): Promise<unknown> => evaluateAt(`import(${JSON.stringify(specifier)})`, origin);
  return importModule(`'${specifier}' from ${base}`, load);
}
