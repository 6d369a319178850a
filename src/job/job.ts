import type { Call, Chunk, Rejection, Report } from '../executor/executor.js';
import type { TypedArray } from '../executor/typed-array.js';
import { AllAtOnce } from './all-at-once.js';
import { AsReady } from './as-ready.js';
import { Attempts } from './attempts.js';
import type { Results } from './batch.js';
import type { Demand } from './demand.js';
import type { Flight } from './flight.js';
import { BUFFERSIZE, CHUNKS_AHEAD, CHUNKS_PER_WORKER, QUICK_CHUNK } from './limits.js';
import { MessageSize } from './message-size.js';
import { InOrder } from './in-order.js';
import { Inlet } from './inlet.js';
import type { JobHost } from './job-host.js';
import type { JobSpec, Outlet } from './job-spec.js';
import { Fault, type Output } from './output.js';
import { Waiters } from './waiters.js';

const OUTPUTS = { 'in-order': InOrder, 'as-ready': AsReady, 'all-at-once': AllAtOnce };

/**
 * One mapping from beginning to end: takes items in, hands chunks out, takes reports in, lets results out.
 *
 *     push -> Inlet -> take ... report -> Output -> outlet.next
 *
 * It knows neither threads nor rxjs nor time, so that it runs the same in virtual time.
 */
export class Job implements Demand {
  /** Calls in the asynchronous context of whoever has made the job. */
  readonly inContext: <R>(work: () => R) => R;
  readonly #spec: JobSpec;
  readonly #host: JobHost;
  readonly #outlet: Outlet;
  readonly #downstream: Demand | undefined;
  readonly #call: Call & { loaded: unknown };
  readonly #inlet: Inlet;
  readonly #output: Output;
  readonly #attempts: Attempts;
  readonly #flights = new Set<Flight>();
  readonly #waiters = new Waiters();
  readonly #buffersize: number;
  readonly #messageSize: MessageSize;
  #started = false;
  #closed = false;
  #released = false;
  #sourceEnd: { reason?: Fault } | undefined;
  #settled = 0;
  #delivered = 0;
  #delivering = false;
  readonly #unwatch: (() => void) | undefined;
  readonly #onAbort = (): void => this.abort(this.#spec.signal?.reason);

  constructor(spec: JobSpec, host: JobHost, outlet: Outlet, downstream: Demand | undefined) {
    this.inContext = host.keepContext();
    this.#spec = spec;
    this.#host = host;
    this.#outlet = outlet;
    this.#downstream = downstream;
    const { spread, timeout, chunksize = 1 } = spec;
    this.#buffersize = spec.buffersize ?? Math.max(BUFFERSIZE, CHUNKS_PER_WORKER * host.size * chunksize);
    const transfer = host.supportsTransfer ? spec.transfer : undefined;
    this.#call = { loaded: undefined, name: spec.fn.name, spread, timeout, transfer };
    this.#messageSize = new MessageSize(host.messageTime);
    this.#inlet = new Inlet(spec, host, this.#call, () => this.#host.wake(this));
    this.#attempts = new Attempts(spec.retries, this.#inlet);
    this.#output = new OUTPUTS[spec.ordering]();
    this.#unwatch = downstream?.onRoom(() => this.#deliver());
    spec.signal?.addEventListener('abort', this.#onAbort);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Chunks that the executor has. */
  get inFlight(): number {
    return this.#flights.size;
  }

  /** Items that wait to be run. */
  get queued(): number {
    return this.#inlet.queued;
  }

  /** When the item came that has waited longest, on the clock, noted from the first call on; `Infinity` if none waits. */
  oldest(): number {
    return this.#inlet.oldest();
  }

  /**
   * True if a chunk may wait in a worker for the one before it: chunks are known to be quick, and if the worker
   * dies the waiting one can be sent again, which is not so where items move instead of being copied.
   */
  get mayWaitInWorker(): boolean {
    const { itemTime = Infinity } = this.#messageSize;
    return itemTime * (this.#spec.chunksize ?? 1) < QUICK_CHUNK && this.#call.transfer === undefined;
  }

  /** True if `take` has something to give. */
  get ready(): boolean {
    return this.#started && !this.#closed && this.#inlet.ready;
  }

  /** The function can travel now: chunks may be taken. */
  start(loaded: unknown): void {
    this.#call.loaded = loaded;
    this.#started = true;
    this.#host.wake(this);
  }

  // ---- in: from the source

  push(item: unknown): void {
    if (this.#wantsNoMore()) return;
    this.#inlet.push(item);
  }

  /** Takes all items of a source that has no others. */
  pushAll(items: TypedArray): void {
    this.#inlet.pushAll(items);
  }

  /** The source has ended: well, or with an error that follows the results of all items before it. */
  end(fault?: Fault): void {
    if (this.#wantsNoMore()) return;
    this.#sourceEnd = fault ? { reason: fault } : {};
    // All at once, there are no results before it that anyone could see.
    if (fault && this.#spec.ordering === 'all-at-once') return this.abort(fault.reason);
    this.#inlet.end();
    this.#deliver();
  }

  room(): number {
    if (this.#wantsNoMore()) return 0;
    // All at once, everything has to be in memory before anything can be delivered.
    if (this.#spec.ordering === 'all-at-once') return this.#appetite();
    const undelivered = this.#inlet.taken - this.#delivered;
    return Math.min(this.#appetite(), this.#buffersize - undelivered);
  }

  /** Items worth having from a source that waits to be asked, so that no worker waits for it. */
  #appetite(): number {
    const { chunksize } = this.#spec;
    if (chunksize === undefined) return Infinity;
    const message = Math.max(chunksize, this.#messageSize.next(Infinity, 1));
    return this.#host.size * CHUNKS_AHEAD * Math.ceil(message) - this.#inlet.queued;
  }

  onRoom(resume: () => void): () => void {
    return this.#waiters.add(resume);
  }

  // ---- out: to an executor

  take(): Flight {
    const { size, window } = this.#host;
    const chunk = this.#inlet.shift(this.#messageSize.next(this.#inlet.queued, size * window));
    const { length } = chunk.items;
    const flight: Flight = {
      chunk,
      settled: 0,
      length,
      sendTime: 0,
      cancel: undefined,
      cancelled: undefined,
    };
    this.#flights.add(flight);
    return flight;
  }

  /** Asks for what waits in workers, as others have nothing to do. */
  recall(): void {
    // Of those that are out now: what comes back goes out again at once, and is not to be asked for once more.
    for (const flight of Array.from(this.#flights)) if (!flight.cancelled) flight.cancel?.('recall');
  }

  /** A chunk has left the queue, so the source may be asked for more. */
  refill(): void {
    this.#waiters.call();
  }

  /** Takes a report in. Returns true if that was the flight's last. */
  report(flight: Flight, report: Report): boolean {
    const { chunk, settled, length } = flight;
    if (report.type === 'recalled') flight.length = report.from;
    else flight.settled = report.type === 'results' ? settled + report.values.length : length;
    const over = flight.settled >= flight.length;
    if (over) this.#flights.delete(flight);
    if (this.#closed) return over;
    if (report.type === 'broken') {
      this.abort(report.reason);
      return over;
    }
    if (report.type === 'results') {
      const { length: count } = report.values;
      // Large items cost more on their way than in the worker, and many of them at once more than one by one.
      this.#messageSize.observe(count, Math.max(report.elapsed, flight.sendTime * count));
      this.#settle(chunk, settled, report.values, report.rejections);
    } else if (report.type === 'recalled') {
      this.#attempts.putBack(chunk, report.from, length);
    } else {
      this.#attempts.takeBack(chunk, settled, length, report, (position, rejection) =>
        this.#fail(chunk, position, rejection),
      );
    }
    this.#deliver();
    return over;
  }

  #settle(
    chunk: Chunk,
    from: number,
    values: Results,
    rejections: ReadonlyMap<number, Rejection> | undefined,
  ): void {
    const first = chunk.first + from;
    let done = 0;
    for (const [position, rejection] of rejections ?? []) {
      this.#fulfil(first, values, done, position);
      this.#fail(chunk, from + position, rejection);
      done = position + 1;
    }
    this.#fulfil(first, values, done, values.length);
  }

  /** Takes the results from one position to another; `first` is the index of the item at position 0. */
  #fulfil(first: number, values: Results, from: number, until: number): void {
    const to = Math.min(until, this.#attempts.horizon - first);
    if (from >= to) return;
    this.#settled += to - from;
    this.#host.tally.done += to - from;
    if (!this.#spec.settle) {
      this.#output.put(first + from, values, from, to);
      return;
    }
    const outcomes: unknown[] = [];
    for (let at = from; at < to; at++) {
      outcomes.push({ status: 'fulfilled', value: values[at], index: first + at });
    }
    this.#output.put(first + from, outcomes, 0, outcomes.length);
  }

  #reject(index: number, reason: unknown): void {
    this.#settled++;
    this.#host.tally.failed++;
    if (this.#spec.settle) {
      this.#output.put(index, [{ status: 'rejected', reason, index }], 0, 1);
      return;
    }
    this.#output.put(index, [new Fault(reason)], 0, 1);
    // In order, the items before this one still matter; otherwise nothing does that is not here yet.
    const horizon = this.#spec.ordering === 'in-order' ? index : 0;
    this.#attempts.horizon = horizon;
    this.#inlet.drop(horizon);
    this.#release();
    for (const flight of this.#flights) {
      if (flight.chunk.first + flight.settled >= horizon) this.#cancelFlight(flight);
    }
  }

  /** An item failed: has it tried again, or lets the failure be its outcome. */
  #fail(chunk: Chunk, position: number, rejection: Rejection): void {
    const index = chunk.first + position;
    if (index >= this.#attempts.horizon) return;
    if (this.#attempts.retry(chunk, position, rejection)) this.#host.tally.retried++;
    else this.#reject(index, rejection.reason);
  }

  // ---- on: to the outlet

  #deliver(): void {
    // A consumer may push, unsubscribe or ask for more from within next(): the outer loop goes on for it.
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (!this.#closed && this.#mayLeave()) this.#deliverNext();
    } finally {
      this.#delivering = false;
    }
    if (
      !this.#closed &&
      this.#isWhole() &&
      this.#delivered === this.#inlet.taken &&
      !this.#output.ready(true)
    ) {
      const fault = this.#sourceEnd?.reason;
      this.#finish(() => (fault ? this.#outlet.error(fault.reason) : this.#outlet.complete()));
    }
    if (!this.#closed) this.#waiters.call();
  }

  #deliverNext(): void {
    const result = this.#output.shift();
    if (result instanceof Fault) {
      this.#finish(() => this.#outlet.error(result.reason));
      return;
    }
    this.#delivered += this.#output.released;
    this.#outlet.next(result);
  }

  #mayLeave(): boolean {
    return (
      this.#output.ready(this.#isWhole()) && (this.#downstream === undefined || this.#downstream.room() > 0)
    );
  }

  #isWhole(): boolean {
    return this.#sourceEnd !== undefined && this.#settled === this.#inlet.taken;
  }

  #wantsNoMore(): boolean {
    return this.#closed || this.#sourceEnd !== undefined || this.#attempts.horizon < Infinity;
  }

  // ---- the end

  /** Ends the job with an error now, whatever is still open. */
  abort(reason: unknown): void {
    if (!this.#closed) this.#finish(() => this.#outlet.error(reason));
  }

  /** Ends the job without a word to its outlet: nobody listens any more. */
  cancel(): void {
    if (!this.#closed) this.#finish(() => undefined);
  }

  #finish(tell: () => void): void {
    this.#closed = true;
    this.#unwatch?.();
    this.#spec.signal?.removeEventListener('abort', this.#onAbort);
    this.#inlet.drop(0);
    this.#release();
    for (const flight of this.#flights) this.#cancelFlight(flight);
    this.#host.closed(this);
    this.inContext(tell);
  }

  #release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#outlet.release();
  }

  #cancelFlight(flight: Flight): void {
    if (flight.cancelled) return;
    flight.cancelled = this.#spec.onUnsubscribe;
    flight.cancel?.(flight.cancelled);
  }
}
