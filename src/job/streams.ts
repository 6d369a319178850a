import type { Credit } from '../executor/batch.js';
import type { Values as ValuesReport } from '../executor/report.js';
import type { Flight } from './flight.js';
import type { QueuedBatch } from './inlet.js';
import type { JobPlace } from './job-place.js';
import type { JobSpec } from './job-spec.js';
import type { Outcomes } from './outcomes.js';
import { Fault, NOTHING, ResultSlice, type Output, type Values } from './output.js';
import { Queue } from './queue.js';
import type { Sizing } from './sizing.js';

/** How many values a worker may give of one batch, and how many are on their way. */
export class Allowance implements Credit {
  /** How much of a place at the workers the batch takes, unless it has to wait. */
  readonly weight: number;
  total = 0;
  /** Values that have come. */
  received = 0;
  /** Those of them that have not left. */
  held = 0;
  /** Work that was reported since an item ended last, in ms. */
  elapsed = 0;
  #listener: (() => void) | undefined;

  constructor(weight: number) {
    this.weight = weight;
  }

  /** Values that may still come. */
  get open(): number {
    return this.total - this.received;
  }

  onMore(listener: () => void): void {
    this.#listener = listener;
  }

  grant(values: number): void {
    this.total += values;
    this.#listener?.();
  }
}

/** The values of one item, on their way to the outlet. */
interface Stream {
  readonly index: number;
  readonly allowance: Allowance;
  readonly slices: Queue<ResultSlice>;
  /** Values in them. */
  held: number;
  /** Some of them have left. */
  hasLeft: boolean;
  /** Nothing comes behind them: well, or for this reason. */
  end: { readonly fault: { readonly reason: unknown } | undefined } | undefined;
}

/**
 * Where the values of items wait that give many of them, until they may leave the job.
 *
 * It also bounds them: workers are told how many they may give. So no more than `buffersize` values are here or on their
 * way, and at least one for each batch.
 */
export class Streams implements Output {
  released = 0;
  readonly #isInOrder: boolean;
  readonly #settle: boolean;
  readonly #limit: number;
  readonly #place: Pick<JobPlace, 'occupy'>;
  /** Of items that have given something and are not gone, by index. */
  readonly #streams = new Map<number, Stream>();
  /** Whose value, or end, came first; not kept where the order of items decides. */
  readonly #arrived = new Queue<Stream>();
  /** The item whose values leave now, where they leave in order. */
  #head = 0;
  /** Those that may give values. */
  readonly #flights: Flight[] = [];
  /** Values that are here. */
  #held = 0;

  /** @param limit - Most values that are here or on their way. */
  constructor({ ordering, settle }: JobSpec, limit: number, place: Pick<JobPlace, 'occupy'>) {
    this.#isInOrder = ordering === 'in-order';
    this.#settle = settle;
    this.#limit = limit;
    this.#place = place;
  }

  // ---- how many may come

  /** True if a batch may begin whose first item has this index. */
  mayBegin(first: number): boolean {
    return this.#flights.length === 0 || (this.#isInOrder && first === this.#head) || this.#free > 0;
  }

  get #free(): number {
    return this.#flights.reduce((free, flight) => free - of(flight).open, this.#limit - this.#held);
  }

  /**
   * Gives a batch a credit.
   *
   * @param weight - How much of a place at the workers the batch takes.
   */
  credit(batch: QueuedBatch, weight: number): QueuedBatch {
    return { ...batch, credit: new Allowance(weight) };
  }

  begin(flight: Flight): void {
    this.#flights.push(flight);
    if (this.#isInOrder) this.#flights.sort((a, b) => a.next - b.next);
    // Those that have to wait go on later: now, they would be in the way of the one that has just found a place.
    this.#allow(flight, this.#free);
  }

  over(flight: Flight): void {
    this.#flights.splice(this.#flights.indexOf(flight), 1);
  }

  /**
   * Allows what there is room for, in equal shares; what leaves next always has room for one.
   *
   * @param wake - Called at the end: more batches may begin.
   */
  grant(wake: () => void): void {
    let free = this.#free;
    for (const flight of this.#flights) {
      free -= this.#allow(flight, free);
      if (of(flight).open === 0) this.#weigh(flight, 0);
    }
    wake();
  }

  /** Allows its share to one of the flights; returns how much that is. */
  #allow(flight: Flight, free: number): number {
    const allowance = of(flight);
    const share = Math.max(1, Math.floor(this.#limit / this.#flights.length));
    const leavesNow = !this.#isInOrder || flight.next === this.#head;
    const missing = share - allowance.open - (leavesNow ? 0 : allowance.held);
    const isDry = allowance.open === 0 && (leavesNow ? allowance.held === 0 : allowance.total === 0);
    // Few large steps cost fewer messages than many small ones; half is left for whoever comes next.
    const step = missing * 2 < share ? 0 : Math.min(missing, Math.ceil(free / 2));
    const given = Math.max(step, isDry ? 1 : 0);
    if (given === 0) return 0;
    this.#weigh(flight, allowance.weight);
    allowance.grant(given);
    return given;
  }

  /** Who has to wait leaves its place at the workers to others. */
  #weigh(flight: Flight, weight: number): void {
    this.#place.occupy(weight - flight.weight);
    flight.weight = weight;
  }

  // ---- in

  /** Takes values of a batch's items, from a position on, and the ends of some. */
  take(flight: Flight, from: number, report: ValuesReport, outcomes: Outcomes, sizing: Sizing): void {
    const { batch, sendTime } = flight;
    const allowance = of(flight);
    const { values, ends, elapsed } = report;
    allowance.received += values.length;
    allowance.elapsed += elapsed;
    if (ends.length > 0) {
      sizing.observe(ends.length, allowance.elapsed, sendTime);
      allowance.elapsed = 0;
    }
    let position = from;
    let at = 0;
    for (const end of ends) {
      this.#put(batch.first + position, allowance, values, at, end.at, outcomes.horizon);
      if (end.rejection) outcomes.fail(batch, position, end.rejection);
      else if (batch.first + position < outcomes.horizon) {
        outcomes.count++;
        outcomes.tally.done++;
        this.#end(batch.first + position, allowance, undefined);
      }
      at = end.at;
      position++;
    }
    this.#put(batch.first + position, allowance, values, at, values.length, outcomes.horizon);
  }

  #put(index: number, allowance: Allowance, values: Values, from: number, to: number, horizon: number): void {
    if (from >= to || index >= horizon) return;
    const stream = this.#stream(index, allowance);
    stream.slices.push(new ResultSlice(values, from, to));
    this.#hold(stream, to - from);
    if (!this.#isInOrder) this.#arrived.push(stream);
  }

  /** More values of an item are here, or less. */
  #hold(stream: Stream, change: number): void {
    stream.held += change;
    stream.allowance.held += change;
    this.#held += change;
  }

  /** An item has failed: comes from `Delivery.reject`. */
  put(index: number, [outcome]: Values & Iterable<unknown>): void {
    const { reason } = outcome as { readonly reason: unknown };
    this.#end(index, new Allowance(0), { reason });
  }

  #end(index: number, allowance: Allowance, fault: { readonly reason: unknown } | undefined): void {
    const stream = this.#stream(index, allowance);
    stream.end = { fault };
    if (!this.#isInOrder) this.#arrived.push(stream);
  }

  #stream(index: number, allowance: Allowance): Stream {
    const known = this.#streams.get(index);
    if (known) return known;
    const stream: Stream = { index, allowance, slices: new Queue(), held: 0, hasLeft: false, end: undefined };
    this.#streams.set(index, stream);
    return stream;
  }

  /** An item may run again, as none of its values has left; false if that is too late. */
  forget(index: number): boolean {
    const stream = this.#streams.get(index);
    if (!stream) return true;
    if (stream.hasLeft) return false;
    this.#streams.delete(index);
    this.#hold(stream, -stream.held);
    return true;
  }

  // ---- out

  ready(): boolean {
    const stream = this.#next();
    return stream !== undefined && (stream.slices.first !== undefined || stream.end !== undefined);
  }

  shift(): unknown {
    const stream = this.#next() as Stream;
    const { index, slices, end } = stream;
    const slice = slices.first;
    this.released = slice ? 0 : 1;
    if (slice) {
      const value = slice.shift();
      if (slice.isEmpty) {
        slices.shift();
        this.#arrived.shift();
      }
      stream.hasLeft = true;
      this.#hold(stream, -1);
      return this.#settle ? { kind: 'N', index, value } : value;
    }
    this.#streams.delete(index);
    this.#arrived.shift();
    this.#head++;
    if (!end?.fault) return this.#settle ? { kind: 'C', index } : NOTHING;
    const { reason } = end.fault;
    return this.#settle ? { kind: 'E', index, error: reason } : new Fault(reason);
  }

  /** Whose turn it is to leave. */
  #next(): Stream | undefined {
    if (this.#isInOrder) return this.#streams.get(this.#head);
    for (let first = this.#arrived.first; first; first = this.#arrived.first) {
      if (this.#streams.get(first.index) === first) return first;
      // It was forgotten.
      this.#arrived.shift();
    }
    return undefined;
  }
}

function of({ batch }: Flight): Allowance {
  return batch.credit as Allowance;
}
