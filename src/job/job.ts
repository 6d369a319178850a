import type { Call, Hear } from '../executor/batch.js';
import type { Clock } from '../executor/clock.js';
import type { Report, Unrun } from '../executor/report.js';
import type { TypedArray } from '../executor/typed-array.js';
import type { ByteBound } from './byte-bound.js';
import { Delivery } from './delivery.js';
import { type StageDemand, Waiters } from './demand.js';
import { Flight } from './flight.js';
import { Inlet } from './inlet.js';
import type { JobCaller, JobPlace } from './job-place.js';
import type { JobSpec } from './job-spec.js';
import { Entry } from './linked-list.js';
import { onAbort } from './on-abort.js';
import { Outcomes } from './outcomes.js';
import { Fault } from './output.js';
import type { Streams } from './streams.js';
import { Sizing } from './sizing.js';
import { Turn } from './turns.js';

/** What keeps values, where items give many. */
interface Parts {
  readonly Streams: typeof Streams;
  readonly ByteBound: typeof ByteBound;
}

/**
 * One mapping from beginning to end: takes items in, hands batches out, takes reports in, lets results out.
 *
 *     push -> Inlet -> take ... report -> Delivery -> outlet.next
 *
 * It knows neither threads nor rxjs nor time, so that it runs the same in virtual time.
 */
export class Job implements StageDemand {
  readonly turn = new Turn(this);
  /** Its place among the jobs of the pool. */
  readonly entry: Entry<Job> = new Entry(this);
  readonly #spec: JobSpec;
  readonly #place: JobPlace;
  readonly #caller: JobCaller;
  readonly #call: Call & { loaded: unknown };
  readonly #inlet: Inlet;
  /** Where items give many values. */
  #streams: Streams | undefined;
  readonly #delivery: Delivery;
  readonly #outcomes: Outcomes;
  readonly #flights: Flight[] = [];
  readonly #waiters = new Waiters();
  /** Set while it takes what is read from a source on demand. */
  #bound: ByteBound | undefined;
  readonly #sizing: Sizing;
  readonly #unwatch: (() => void) | undefined;
  /** Set while results wait for the stage below. */
  #unwatchBelow: (() => void) | undefined;
  /** Items that the stage below had taken when this job last sent it a result. */
  #takenBelow = 0;
  readonly #stopHearing: (() => void) | undefined;
  #isStarted = false;
  #isClosed = false;
  #isReleased = false;
  #sourceEnd: { fault: Fault | undefined } | undefined;
  #isDelivering = false;
  /** More of what a dead worker had is about to be reported. */
  #isHeld = false;

  constructor(spec: JobSpec, place: JobPlace, caller: JobCaller) {
    this.#spec = spec;
    this.#place = place;
    this.#caller = caller;
    const { executor, tally } = place;
    const { spread, timeout, grace, signal, onReport } = spec;
    const transfer = executor.supportsTransfer ? spec.transfer : undefined;
    const hear: Hear = (index, attempt, read) => {
      if (this.#isClosed || index >= this.#outcomes.horizon) return;
      this.inContext(() => {
        try {
          const report = { index, attempt, value: read() };
          place.heard(this.#call, report);
          onReport?.(report);
        } catch (reason) {
          this.abort(reason);
        }
      });
    };
    this.#call = {
      loaded: undefined,
      name: spec.fn.name,
      spread,
      timeout,
      grace,
      transfer,
      hear: onReport && hear,
    };
    this.#sizing = new Sizing(spec, executor, place.tempos.of(spec.fn));
    this.#inlet = new Inlet(spec, executor, this.#call, () => place.wake(this));
    this.#delivery = new Delivery(spec, caller.outlet, () => this.#mayLeave());
    this.#outcomes = new Outcomes(spec, this.#inlet, this.#delivery, tally, (at) => this.#cut(at));
    this.#unwatch = caller.reader?.onRoom(() => this.#deliver());
    this.#stopHearing = signal && onAbort(signal, () => this.abort(signal.reason));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get clock(): Clock {
    return this.#place.executor.clock;
  }

  get taken(): number {
    return this.#inlet.taken;
  }

  get delivered(): number {
    return this.#delivery.delivered;
  }

  /** Places at workers that its batches take. */
  get held(): number {
    return Math.ceil(this.#flights.length / this.#spec.concurrency);
  }

  /** Items that wait to be run. */
  get queued(): number {
    return this.#inlet.queued;
  }

  /** When the item came that has waited longest, on the clock, noted from the first call on; `Infinity` if none waits. */
  oldest(): number {
    return this.#inlet.oldest();
  }

  /** Calls in the asynchronous context of whoever made the job. */
  inContext<R>(work: () => R): R {
    return this.#caller.inContext(work);
  }

  /**
   * True if a batch may wait in a worker for the one before it: chunks are known to be quick. An item that has moved
   * there waits too, and is lost if the worker dies meanwhile.
   */
  get mayWaitInWorker(): boolean {
    return this.#sizing.areQuick(this.#isLone);
  }

  /** One item is all that the job will ever have. */
  get #isLone(): boolean {
    return this.#sourceEnd !== undefined && this.#inlet.taken === 1;
  }

  /** True if `take` has something to give. */
  get ready(): boolean {
    const isReady = this.#isStarted && !this.#isClosed && this.#inlet.ready;
    return isReady && (this.#streams?.credits.mayBegin(this.#inlet.first) ?? true);
  }

  /**
   * The function can travel now: batches may be taken.
   *
   * @param parts - Has what keeps values, if items give many.
   */
  start(loaded: unknown, parts: Parts | undefined): void {
    this.#call.loaded = loaded;
    if (parts) this.#giveMany(parts);
    this.#isStarted = true;
    this.#place.wake(this);
    this.#waiters.call();
  }

  #giveMany(parts: Parts): void {
    const streams = new parts.Streams(this.#spec, this.#sizing.buffersize, this.#place);
    this.#streams = streams;
    this.#delivery.output = streams;
    // Its own functions read, too.
    this.onRoom(() => streams.credits.grant(() => this.#place.wake(this)), parts.ByteBound);
  }

  // ---- in: from the source

  push(item: unknown): void {
    if (this.#wantsNoMore()) return;
    this.#bound?.take(item);
    this.#inlet.push(item);
  }

  /** Takes all items of a source that has no others. */
  pushAll(items: TypedArray): void {
    this.#inlet.pushAll(items);
  }

  /** The source has ended: well, or with an error that follows the results of all items before it. */
  end(fault?: Fault): void {
    if (this.#wantsNoMore()) return;
    this.#sourceEnd = { fault };
    // All at once, there are no results before it that anyone could see.
    if (fault && this.#spec.ordering === 'all-at-once') return this.abort(fault.reason);
    this.#inlet.end();
    this.#deliver();
  }

  room(): number {
    // A function that turns out not to travel costs the source nothing.
    if (!this.#isStarted || this.#wantsNoMore()) return 0;
    const undelivered = this.taken - this.delivered;
    const room = this.#sizing.room(this.#inlet.queued, undelivered);
    return this.#bound ? this.#bound.room(room, undelivered) : room;
  }

  /** Registers a reader of a source. From now on, results may wait for the stage below. */
  onRoom(resume: () => void, Bound: typeof ByteBound): () => void {
    this.#bound ??= new Bound(this.#spec, this.#place.executor);
    const leave = this.#waiters.add(resume);
    this.#unwatchBelow ??= this.#caller.below?.onRoom(() => this.#deliver(), Bound);
    return () => {
      leave();
      if (!this.#waiters.isEmpty) return;
      this.#unwatchBelow?.();
      this.#unwatchBelow = undefined;
      this.#deliver();
    };
  }

  #wantsNoMore(): boolean {
    return this.#isClosed || this.#sourceEnd !== undefined || this.#outcomes.horizon < Infinity;
  }

  // ---- out: to an executor

  take(): Flight {
    const weight = this.#sizing.weight(this.#isLone);
    const batch = this.#inlet.shift(this.#sizing.batch(this.#inlet.queued), weight < 1);
    const share = weight / batch.concurrency;
    const flight = new Flight(this.#streams?.credits.credit(batch, share) ?? batch, share);
    this.#flights.push(flight);
    this.#streams?.credits.begin(flight);
    return flight;
  }

  /**
   * Asks for what waits in workers, as others have nothing to do.
   *
   * @returns When it is worth asking again, in ms of the clock.
   */
  recall(now: number): number {
    // Of those that are out now: what comes back goes out again at once, and is not asked for once more.
    const flights = this.#flights.slice();
    return flights.reduce((next, flight) => Math.min(next, flight.recall(now)), Infinity);
  }

  /** A batch has left the queue, so the source may be asked for more. */
  refill(): void {
    this.#waiters.call();
  }

  /** Takes a report in. Returns true if that was the flight's last. */
  report(flight: Flight, report: Report): boolean {
    const { batch, reported, length } = flight;
    flight.count(report);
    const { isOver } = flight;
    if (isOver) {
      this.#flights.splice(this.#flights.indexOf(flight), 1);
      this.#streams?.credits.over(flight);
    }
    if (this.#isClosed) return isOver;
    if (report.type === 'broken') this.abort(report.reason);
    else if (report.type === 'values')
      this.#streams?.take(flight, reported, report, this.#outcomes, this.#sizing);
    else {
      if (report.type === 'results') {
        this.#sizing.observe(report.values.length, report.elapsed, flight.sendTime);
        this.#bound?.learn(report);
      }
      this.#outcomes.take(batch, reported, length, report);
    }
    this.#isHeld = (report as Partial<Unrun>).isFollowed?.() ?? false;
    this.#deliver();
    return isOver;
  }

  /** Nothing from an item on is waited for: one has failed, and with it the job. */
  #cut(horizon: number): void {
    if (!this.#isReleased) {
      this.#isReleased = true;
      this.#caller.outlet.release();
    }
    for (const flight of this.#flights.slice()) {
      if (flight.next >= horizon) flight.cancel(this.#spec.onUnsubscribe);
    }
  }

  // ---- on: to the outlet

  /**
   * True if the next result may leave.
   *
   * Other sources may fill the stage below, and this result may be the one that stops them. So a result waits only while the
   * stage still has something that it took before, or with, the last result from here.
   */
  #mayLeave(): boolean {
    const { reader, below } = this.#caller;
    if (reader) return reader.room() > 0;
    if (!below || !this.#unwatchBelow) return true;
    return below.room() > 0 || below.delivered >= this.#takenBelow;
  }

  #deliver(): void {
    // A consumer may push, unsubscribe or ask for more from within next(): the outer loop goes on for it.
    if (this.#isDelivering || this.#isHeld) return;
    this.#isDelivering = true;
    try {
      while (!this.#isClosed) {
        const next = this.#delivery.next(this.#isWhole());
        if (next instanceof Fault) this.abort(next.reason);
        else if (!next) break;
        this.#takenBelow = this.#caller.below?.taken ?? 0;
      }
    } finally {
      this.#isDelivering = false;
    }
    if (this.#isClosed) return;
    if (
      this.#isWhole() &&
      this.#delivery.delivered === this.#inlet.taken &&
      !this.#delivery.output.ready(true)
    ) {
      const fault = this.#sourceEnd?.fault;
      this.#finish(() => (fault ? this.#caller.outlet.error(fault.reason) : this.#caller.outlet.complete()));
    } else this.#waiters.call();
  }

  #isWhole(): boolean {
    return this.#sourceEnd !== undefined && this.#outcomes.count === this.#inlet.taken;
  }

  // ---- the end

  /** Ends the job with an error now, whatever is still open. */
  abort(reason: unknown): void {
    this.#finish(() => this.#caller.outlet.error(reason));
  }

  /** Ends the job without a word to its outlet: nobody listens any more. */
  cancel(): void {
    this.#finish(() => undefined);
  }

  #finish(tell: () => void): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unwatch?.();
    this.#unwatchBelow?.();
    this.#stopHearing?.();
    this.#inlet.drop(0);
    this.#cut(0);
    this.#place.closed(this);
    this.inContext(tell);
  }
}
