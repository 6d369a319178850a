import { InitializerError } from '../errors.js';
import type { AnyFunction } from '../function/any-function.js';
import { findUncloneable } from '../wire/find-uncloneable.js';
import type { Greeting } from '../wire/messages.js';
import type { Part, Shipment } from '../wire/shipment.js';
import type { WorkersExecutorOptions, WorkersKind } from './workers-options.js';

/** The initializer and the finalizer, with what they had captured when the pool was made. */
export class Hooks {
  readonly functions: readonly AnyFunction[];
  readonly #kind: WorkersKind;
  readonly #initargs: readonly unknown[];
  readonly #initializer: Promise<Shipment | undefined>;
  readonly #finalizer: Promise<Shipment | undefined>;
  /** Parts that they have captured, by subject. */
  readonly #parts = new Map<number, Part>();
  #hasWarned = false;

  constructor({ initializer, initargs = [], finalizer }: WorkersExecutorOptions, kind: WorkersKind) {
    this.functions = [initializer, finalizer].filter((fn) => fn !== undefined);
    this.#kind = kind;
    this.#initargs = [...initargs];
    this.#initializer = this.#read(initializer);
    this.#finalizer = this.#read(finalizer);
  }

  /**
   * What a worker is greeted with.
   *
   * @throws InitializerError (rejects) if it cannot travel to one.
   */
  async greeting(): Promise<Omit<Greeting, 'workerId'>> {
    const survives = (value: unknown): boolean => this.#kind.isCloneable(value);
    const initargs = this.#initargs;
    try {
      if (!survives(initargs)) {
        throw new TypeError(`initargs${findUncloneable(initargs, survives)} cannot be copied to a worker`);
      }
      const [initializer, finalizer] = await Promise.all([this.#initializer, this.#finalizer]);
      return { initializer, finalizer, initargs };
    } catch (cause) {
      throw new InitializerError(cause);
    }
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

  #read(fn: AnyFunction | undefined): Promise<Shipment | undefined> {
    const shipment = this.#ship(fn);
    // Whoever needs a worker hears of it.
    shipment.catch(() => undefined);
    return shipment;
  }

  /** Reads at once what the function has captured. */
  async #ship(fn: AnyFunction | undefined): Promise<Shipment | undefined> {
    if (!fn) return undefined;
    const shipment = this.#kind.ship(fn, this.functions);
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
