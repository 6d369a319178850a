import { InitializerError, UnshippableFunctionError } from '../errors.js';
import type { AnyFunction } from '../function/any-function.js';
import type { PoolContext } from '../function/way.js';
import { nextId } from '../function/next-id.js';
import type { ClassTable, KnownClass } from '../values/class-table.js';
import { Copier } from '../values/copier.js';
import { pack } from '../values/pack.js';
import type { Greeting } from '../wire/messages.js';
import type { ClassShipment, Part, Shipment } from '../wire/shipment.js';
import type { WorkersExecutorOptions, WorkersKind } from './workers-options.js';

/** The initializer, the finalizer and the classes that both sides know, as they were when the pool was made. */
export class Hooks {
  readonly context: PoolContext;
  readonly #kind: WorkersKind;
  readonly #initargs: readonly unknown[];
  readonly #classShipments: readonly ClassShipment[];
  /** Functions with the classes as these read later, by what they are without. */
  readonly #withClasses = new WeakMap<Shipment, Shipment>();
  readonly #initializer: Promise<Shipment | undefined>;
  readonly #finalizer: Promise<Shipment | undefined>;
  /** Parts that they have captured, by subject. */
  readonly #parts = new Map<number, Part>();
  #hasWarned = false;

  /** @throws TypeError if a class cannot travel. */
  constructor(
    { initializer, initargs = [], finalizer }: WorkersExecutorOptions,
    classes: ClassTable,
    kind: WorkersKind,
  ) {
    const hooks = [initializer, finalizer].filter((fn) => fn !== undefined);
    this.context = { hooks, classes };
    this.#kind = kind;
    this.#initargs = [...initargs];
    this.#classShipments = this.#shipClasses();
    this.#initializer = this.#read(initializer);
    this.#finalizer = this.#read(finalizer);
  }

  /**
   * What a worker is greeted with.
   *
   * @throws InitializerError (rejects) if it cannot travel to one.
   */
  async greeting(): Promise<Omit<Greeting, 'workerId'>> {
    const copier = new Copier(this.#kind.channel, false);
    copier.classes = this.context.classes;
    const { packed, count, obstacle } = pack(this.#initargs, copier);
    try {
      if (obstacle) {
        const part = `initargs[${count}]${obstacle.path}`;
        throw new TypeError(`${part} cannot be copied to a worker`, { cause: obstacle.cause });
      }
      const [initializer, finalizer] = await Promise.all([this.#initializer, this.#finalizer]);
      return { initializer, finalizer, initargs: packed, classes: this.#classShipments };
    } catch (cause) {
      throw new InitializerError(cause);
    }
  }

  /**
   * A function as workers get it: with the classes as it sees them, where these have changed.
   *
   * @throws UnshippableFunctionError if it would see another class than the pool knows.
   */
  withClasses(shipment: Shipment): Shipment {
    if (this.#classShipments.length === 0) return shipment;
    const classes = this.#shipClasses();
    for (const [at, [one]] of classes.entries()) {
      if (!one || !seesItsOwn(shipment, one)) continue;
      const { name } = (this.context.classes.list[at] as KnownClass).class;
      throw new UnshippableFunctionError(
        `Cannot send a function to a worker: its module has the class ${name} of option classes, and does not export it: the function would see another class; export it`,
        [name],
      );
    }
    if (areSame(classes, this.#classShipments)) return shipment;
    const known = this.#withClasses.get(shipment);
    if (known && areSame(classes, known.classes ?? [])) return known;
    const made = { ...shipment, id: nextId(), classes };
    this.#withClasses.set(shipment, made);
    return made;
  }

  /** Warns, once, if a function has captured something that the hooks know as it was before. */
  compare(shipment: Shipment): void {
    if (this.#hasWarned || this.#parts.size === 0 || shipment.way !== 'closure') return;
    for (const part of shipment.parts) {
      const before = this.#parts.get(part.subject);
      const name = before && before.id !== part.id ? changedIn(before, part) : undefined;
      if (name === undefined) continue;
      this.#hasWarned = true;
      this.#kind.warn(
        `'${name}' has changed since new Pool(): the initializer's is as it was then, and the function gets another; change it before, or make it in the initializer`,
      );
      return;
    }
  }

  #shipClasses(): readonly ClassShipment[] {
    return this.context.classes.list.length === 0 ? [] : this.#kind.shipClasses(this.context);
  }

  #read(fn: AnyFunction | undefined): Promise<Shipment | undefined> {
    const shipment = this.#ship(fn);
    // Whoever needs a worker hears of it.
    shipment.catch(() => undefined);
    return shipment;
  }

  /** Reads at once what the function has captured. */
  async #ship(fn: AnyFunction | undefined): Promise<Shipment | undefined> {
    if (!fn) return undefined;
    const shipment = this.#kind.ship(fn, this.context);
    if ('way' in shipment && shipment.way === 'closure') {
      for (const part of shipment.parts) this.#parts.set(part.subject, part);
    }
    return shipment;
  }
}

/** The variable that makes two readings of one thing differ; undefined if that is another thing. */
function changedIn(before: Part, now: Part): string | undefined {
  if (before.type !== 'code' || now.type !== 'code') return isLeaf(before) ? now.name : undefined;
  const values = new Map(before.free);
  return now.free.find(([name, ref]) => {
    const known = values.get(name);
    return known && 'value' in known && 'value' in ref && !Object.is(known.value, ref.value);
  })?.[0];
}

function isLeaf(part: Part): boolean {
  return part.type === 'data' || (part.type === 'variable' && 'value' in part.value);
}

/** True if a function comes from the module of a class that workers get by its source. */
function seesItsOwn(shipment: Shipment, one: Shipment): boolean {
  if (one.way !== 'closure') return false;
  const root = one.parts.find(({ id }) => id === one.root);
  const url = root?.type === 'code' ? root.origin.url : undefined;
  if (shipment.way === 'closure') {
    return shipment.parts.some((part) => part.type === 'reference' && part.url === url);
  }
  return 'url' in shipment && shipment.url === url;
}

function areSame(some: readonly ClassShipment[], others: readonly ClassShipment[]): boolean {
  const ids = others.flat().map(({ id }) => id);
  return some.flat().every(({ id }, at) => id === ids[at]);
}
