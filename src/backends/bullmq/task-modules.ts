import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnshippableFunctionError } from '../../errors.js';
import { isRef, mapRefs } from '../../function/map-refs.js';
import { nextId } from '../../function/next-id.js';
import type { Part, Ref, Shipment } from '../../wire/shipment.js';
import { decode } from './encoding.js';
import type { FunctionData, ModuleFunction, SourceFunction } from './function-data.js';
import { hashModule } from './hash-module.js';
import { SOURCES_KEPT } from './limits.js';

/** A module that a worker serves. */
export interface TaskModule {
  readonly url: string;
  readonly file: string;
  readonly hash: string;
}

/**
 * The functions that a worker machine runs: those of its own modules and, if that is allowed, what comes as source.
 *
 * No URL that comes through the queue is imported, so that who can write to the queue can still only choose among the
 * functions that are here.
 */
export class TaskModules {
  readonly #modules: readonly TaskModule[];
  readonly #allowsSource: boolean;
  readonly #shipments = new Map<string, Shipment>();
  /** Keys of those that came by source, the one first used first. */
  readonly #sources = new Set<string>();

  constructor(modules: readonly TaskModule[], allowsSource: boolean) {
    this.#modules = modules;
    this.#allowsSource = allowsSource;
  }

  /**
   * Reads the modules.
   *
   * @param urls - `file:` URLs.
   * @throws Error (rejects) if one is not there.
   */
  static async read(urls: readonly string[], allowsSource: boolean): Promise<TaskModules> {
    const modules = urls.map(async (url) => ({
      url,
      file: basename(fileURLToPath(url)),
      hash: await hashModule(url),
    }));
    return new TaskModules(await Promise.all(modules), allowsSource);
  }

  get modules(): readonly TaskModule[] {
    return this.#modules;
  }

  /**
   * Finds the function for the threads of this machine.
   *
   * @throws UnshippableFunctionError if it is not here, or not in the version that the driver has.
   */
  find(fn: FunctionData): Shipment {
    return fn.kind === 'module' ? this.#ofModule(fn) : this.#ofSource(fn);
  }

  #ofModule(fn: ModuleFunction): Shipment {
    const { file, hash, task, path = [] } = fn;
    const name = task ?? path.join('.');
    const namesakes = this.#modules.filter((one) => one.file === file);
    const module = namesakes.find((one) => one.hash === hash);
    if (module) {
      const { url } = module;
      return this.#remember(`${url} ${task === undefined} ${name}`, (id) =>
        task === undefined ? { id, way: 'reference', url, path } : { id, way: 'task', url, name: task },
      );
    }
    const [other] = namesakes;
    throw new UnshippableFunctionError(
      other
        ? `Cannot run '${name}': ${file} must be the same at the driver (${hash}) and here: received a worker that has ${other.hash}; start its worker with the driver's build`
        : `Cannot run '${name}': ${file} must be one of the worker's modules: it has ${this.#modules.map((one) => one.file).join(', ') || 'none'}; start it with --tasks`,
      [name],
    );
  }

  #ofSource({ key, name, shipment }: SourceFunction): Shipment {
    if (!this.#allowsSource) {
      throw new UnshippableFunctionError(
        `Cannot run '${name}': this worker must be started with --allow-source to run what comes as source`,
        [name],
      );
    }
    const found = this.#remember(key, (id) => ({ ...ownParts(decode(shipment) as Shipment), id }));
    this.#sources.delete(key);
    this.#sources.add(key);
    for (const oldest of this.#sources) {
      if (this.#sources.size <= SOURCES_KEPT) break;
      this.#sources.delete(oldest);
      this.#shipments.delete(oldest);
    }
    return found;
  }

  #remember(key: string, make: (id: number) => Shipment): Shipment {
    const known = this.#shipments.get(key);
    if (known) return known;
    const made = make(nextId());
    this.#shipments.set(key, made);
    return made;
  }
}

/** The parts of a closure under numbers of this process: those of several drivers are the same. */
function ownParts(shipment: Shipment): Shipment {
  if (shipment.way !== 'closure') return shipment;
  const ids = new Map(shipment.parts.map(({ id }) => [id, nextId()]));
  const own = (id: number): number => ids.get(id) ?? id;
  const parts = shipment.parts.map((part) => ({
    ...(mapRefs<Ref, Ref>(part, isRef, (ref) => ('part' in ref ? { part: own(ref.part) } : ref)) as Part),
    id: own(part.id),
  }));
  return { ...shipment, root: own(shipment.root), parts };
}
