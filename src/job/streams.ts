import { NONE, plus } from '../executor/amount.js';
import type { Amount } from '../executor/batch.js';
import type { Values as ValuesReport } from '../executor/report.js';
import { Allowance } from './allowance.js';
import { BUFFERBYTES } from './byte-bound.js';
import { Credits } from './credits.js';
import type { Flight } from './flight.js';
import type { JobPlace } from './job-place.js';
import type { JobSpec } from './job-spec.js';
import type { Outcomes } from './outcomes.js';
import { Fault, NOTHING, ResultSlice, type Output, type Values } from './output.js';
import { Queue } from './queue.js';
import type { Sizing } from './sizing.js';

/** Values that came together, and about how many bytes each of them has. */
interface Slice {
  readonly values: ResultSlice;
  readonly weight: number;
}

/** The values of one item, on their way to the outlet. */
interface Stream {
  readonly index: number;
  readonly allowance: Allowance;
  readonly slices: Queue<Slice>;
  /** What is in them. */
  held: Amount;
  /** Some of them have left. */
  hasLeft: boolean;
  /** Nothing comes behind them: well, or for this reason. */
  end: { readonly fault: { readonly reason: unknown } | undefined } | undefined;
}

/** Where the values of items wait that give many of them, until they may leave the job. */
export class Streams implements Output {
  released = 0;
  readonly credits: Credits;
  readonly #isInOrder: boolean;
  readonly #settle: boolean;
  /** Of items that have given something and are not gone, by index. */
  readonly #streams = new Map<number, Stream>();
  /** Whose value, or end, came first; not kept where the order of items decides. */
  readonly #arrived = new Queue<Stream>();

  /** @param buffersize - Most values that are here or on their way. */
  constructor(
    { ordering, settle, bufferbytes = BUFFERBYTES }: JobSpec,
    buffersize: number,
    place: Pick<JobPlace, 'occupy'>,
  ) {
    this.#isInOrder = ordering === 'in-order';
    this.#settle = settle;
    this.credits = new Credits(this.#isInOrder, { values: buffersize, bytes: bufferbytes }, place);
  }

  // ---- in

  /** Takes values of a batch's items, from a position on, and the ends of some. */
  take(flight: Flight, from: number, report: ValuesReport, outcomes: Outcomes, sizing: Sizing): void {
    const { batch, sendTime } = flight;
    const allowance = batch.credit as Allowance;
    const { values, bytes, ends, elapsed } = report;
    allowance.values.received += values.length;
    allowance.bytes.received += bytes;
    allowance.elapsed += elapsed;
    if (ends.length > 0) {
      sizing.observe(ends.length, allowance.elapsed, sendTime);
      allowance.elapsed = 0;
    }
    // Whole numbers: what comes and goes adds up to nothing.
    const weight = Math.ceil(bytes / values.length);
    const put = (position: number, start: number, stop: number): void => {
      const index = batch.first + position;
      if (start >= stop || index >= outcomes.horizon) return;
      this.#put(index, allowance, { values: new ResultSlice(values, start, stop), weight }, stop - start);
    };
    let position = from;
    let at = 0;
    for (const end of ends) {
      put(position, at, end.at);
      if (end.rejection) outcomes.fail(batch, position, end.rejection);
      else if (batch.first + position < outcomes.horizon) {
        outcomes.count++;
        outcomes.tally.done++;
        this.#end(batch.first + position, allowance, undefined);
      }
      at = end.at;
      position++;
    }
    put(position, at, values.length);
  }

  #put(index: number, allowance: Allowance, slice: Slice, length: number): void {
    const stream = this.#stream(index, allowance);
    stream.slices.push(slice);
    this.#hold(stream, length, length * slice.weight);
    if (!this.#isInOrder) this.#arrived.push(stream);
  }

  /** More values of an item are here, or less. */
  #hold(stream: Stream, values: number, bytes: number): void {
    stream.held = plus(stream.held, values, bytes);
    this.credits.hold(stream.allowance, values, bytes);
  }

  /** An item has failed: comes from `Delivery.reject`. */
  put(index: number, [outcome]: Values & Iterable<unknown>): void {
    const { reason } = outcome as { readonly reason: unknown };
    this.#end(index, new Allowance(0, NONE), { reason });
  }

  #end(index: number, allowance: Allowance, fault: { readonly reason: unknown } | undefined): void {
    const stream = this.#stream(index, allowance);
    stream.end = { fault };
    if (!this.#isInOrder) this.#arrived.push(stream);
  }

  #stream(index: number, allowance: Allowance): Stream {
    const known = this.#streams.get(index);
    if (known) return known;
    const stream: Stream = {
      index,
      allowance,
      slices: new Queue(),
      held: NONE,
      hasLeft: false,
      end: undefined,
    };
    this.#streams.set(index, stream);
    return stream;
  }

  /** An item may run again, as none of its values has left; false if that is too late. */
  forget(index: number): boolean {
    const stream = this.#streams.get(index);
    if (!stream) return true;
    if (stream.hasLeft) return false;
    this.#streams.delete(index);
    this.#hold(stream, -stream.held.values, -stream.held.bytes);
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
      const value = slice.values.shift();
      if (slice.values.isEmpty) {
        slices.shift();
        this.#arrived.shift();
      }
      stream.hasLeft = true;
      this.#hold(stream, -1, -slice.weight);
      return this.#settle ? { kind: 'N', index, value } : value;
    }
    this.#streams.delete(index);
    this.#arrived.shift();
    this.credits.head++;
    if (!end?.fault) return this.#settle ? { kind: 'C', index } : NOTHING;
    const { reason } = end.fault;
    return this.#settle ? { kind: 'E', index, error: reason } : new Fault(reason);
  }

  /** Whose turn it is to leave. */
  #next(): Stream | undefined {
    if (this.#isInOrder) return this.#streams.get(this.credits.head);
    for (let first = this.#arrived.first; first; first = this.#arrived.first) {
      if (this.#streams.get(first.index) === first) return first;
      // It was forgotten.
      this.#arrived.shift();
    }
    return undefined;
  }
}
