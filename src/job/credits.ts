import type { Amount } from '../executor/batch.js';
import { Allowance } from './allowance.js';
import type { Flight } from './flight.js';
import type { QueuedBatch } from './inlet.js';
import type { JobPlace } from './job-place.js';

/**
 * Tells workers how many values they may give, so that not much more than `buffersize` values and `bufferbytes` bytes are here
 * or on their way, and at least one value for each batch.
 *
 * What leaves next always has credit: so nothing waits for ever.
 */
export class Credits {
  /** The item whose values leave now, where they leave in order. */
  head = 0;
  readonly #isInOrder: boolean;
  readonly #limit: Amount;
  readonly #place: Pick<JobPlace, 'occupy'>;
  /** Those that may give values. */
  readonly #flights: Flight[] = [];
  /** What is here. */
  readonly #held = { values: 0, bytes: 0 };

  /** @param limit - Most that is here or on its way. */
  constructor(isInOrder: boolean, limit: Amount, place: Pick<JobPlace, 'occupy'>) {
    this.#isInOrder = isInOrder;
    this.#limit = limit;
    this.#place = place;
  }

  /** True if a batch may begin whose first item has this index. */
  mayBegin(first: number): boolean {
    if (this.#flights.length === 0 || (this.#isInOrder && first === this.head)) return true;
    const { values, bytes } = this.#free();
    return values > 0 && bytes > 0;
  }

  #free(): { values: number; bytes: number } {
    const free = {
      values: this.#limit.values - this.#held.values,
      bytes: this.#limit.bytes - this.#held.bytes,
    };
    for (const flight of this.#flights) {
      const { values, bytes } = of(flight);
      free.values -= values.open;
      free.bytes -= bytes.open;
    }
    return free;
  }

  /**
   * Gives a batch a credit.
   *
   * @param weight - How much of a place at the workers the batch takes.
   */
  credit(batch: QueuedBatch, weight: number): QueuedBatch {
    return { ...batch, credit: new Allowance(weight, this.#limit) };
  }

  begin(flight: Flight): void {
    this.#flights.push(flight);
    if (this.#isInOrder) this.#flights.sort((a, b) => a.next - b.next);
    // Those that have to wait go on later: now, they would be in the way of the one that has just found a place.
    this.#allow(flight, this.#free());
  }

  over(flight: Flight): void {
    this.#flights.splice(this.#flights.indexOf(flight), 1);
  }

  /** Values of a batch have come, or gone. */
  hold({ held }: Allowance, values: number, bytes: number): void {
    held.values += values;
    held.bytes += bytes;
    this.#held.values += values;
    this.#held.bytes += bytes;
  }

  /**
   * Allows what there is room for, in equal shares; what leaves next always has room for one.
   *
   * @param wake - Called at the end: more batches may begin.
   */
  grant(wake: () => void): void {
    const free = this.#free();
    for (const flight of this.#flights) {
      const given = this.#allow(flight, free);
      free.values -= given.values;
      free.bytes -= given.bytes;
      if (of(flight).isUsedUp) this.#weigh(flight, 0);
    }
    wake();
  }

  /** Allows its share to one of the flights; returns how much that is. */
  #allow(flight: Flight, free: Amount): Amount {
    const allowance = of(flight);
    const given = { values: this.#step(flight, 'values', free), bytes: this.#step(flight, 'bytes', free) };
    if (given.values + given.bytes === 0) return given;
    this.#weigh(flight, allowance.weight);
    allowance.grant(given);
    return given;
  }

  #step(flight: Flight, kind: keyof Amount, free: Amount): number {
    if (this.#limit[kind] === Infinity) return 0;
    const allowance = of(flight);
    const { held } = allowance;
    const { total, open, received } = allowance[kind];
    const share = Math.max(1, Math.floor(this.#limit[kind] / this.#flights.length));
    const leavesNow = !this.#isInOrder || flight.next === this.head;
    const missing = share - open - (leavesNow ? 0 : held[kind]);
    const isDry = open === 0 && (leavesNow ? held.values === 0 : total === 0);
    // Few large steps cost fewer messages than many small ones; half is left for whoever comes next.
    const step = missing * 2 < share ? 0 : Math.min(missing, Math.ceil(free[kind] / 2));
    // More may have come than was allowed: that is paid back first.
    const debt = received - total;
    return Math.max(step > debt ? step : 0, isDry ? debt + 1 : 0);
  }

  /** Who has to wait leaves its place at the workers to others. */
  #weigh(flight: Flight, weight: number): void {
    this.#place.occupy(weight - flight.weight);
    flight.weight = weight;
  }
}

function of({ batch }: Flight): Allowance {
  return batch.credit as Allowance;
}
