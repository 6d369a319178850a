import type { Clock } from '../executor/clock.js';
import type { Executor, Report } from '../executor/executor.js';
import type { Onlooker } from '../executor/onlooker.js';
import type { PoolObserver } from '../executor/pool-observer.js';
import type { Surroundings } from '../executor/surroundings.js';
import { PoolClosedError, PoolTerminatedError } from '../errors.js';
import type { Demand } from './demand.js';
import { Job } from './job.js';
import type { JobHost } from './job-host.js';
import type { JobSpec, Outlet } from './job-spec.js';
import type { Tally } from './tally.js';
import { Turns } from './turns.js';

/**
 * How long, in ms, workers may be idle while chunks wait for busy ones. Longer leaves workers idle at the end of a job
 * of uneven items, shorter takes chunks from workers that would have run them in a moment.
 */
const RECALL_AFTER = 5;

/** Runs the jobs of one pool on one executor, in turns, and ends them all when the pool ends. */
export class Dispatcher implements JobHost {
  readonly tally: Tally = { done: 0, failed: 0, retried: 0 };
  /** Whose jobs these are: it is not garbage-collected while one of them is still in someone's hands. */
  readonly owner: object;
  readonly #executor: Executor;
  readonly #jobs = new Set<Job>();
  readonly #turns = new Turns();
  #inFlight = 0;
  /** Jobs whose function is being made ready. */
  #loading = 0;
  #stopRecall: (() => void) | undefined;
  #pumping = false;
  /** Someone asks how long items wait. */
  #isWatched = false;
  readonly #surroundings: Surroundings;
  readonly #onlookers = new Set<Onlooker>();
  /** The one of them who has not said so. */
  #found: Onlooker | undefined;
  /** Set while there are any. */
  #observer: PoolObserver | undefined;
  #state: 'open' | 'closed' | 'terminated' = 'open';
  readonly #whenIdle: Array<() => void> = [];

  constructor(executor: Executor, owner: object, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.owner = owner;
    this.#executor = executor;
  }

  get clock(): Clock {
    return this.#executor.clock;
  }

  get size(): number {
    return this.#executor.size;
  }

  get window(): number {
    return this.#executor.window;
  }

  get messageTime(): number {
    return this.#executor.messageTime;
  }

  get supportsTransfer(): boolean {
    return this.#executor.supportsTransfer;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Whether jobs are taken; `broken` if they are, and none will ever run. */
  get state(): 'open' | 'closed' | 'terminated' | 'broken' {
    return this.isOpen && this.#executor.isBroken ? 'broken' : this.#state;
  }

  /** Has somebody look on until the returned function is called. */
  observe(onlooker: Onlooker): () => void {
    this.#onlookers.add(onlooker);
    this.#tellExecutor();
    return () => {
      this.#onlookers.delete(onlooker);
      this.#tellExecutor();
    };
  }

  keepContext(): <R>(work: () => R) => R {
    return this.#surroundings.keepContext();
  }

  /** Jobs that have not ended. */
  get jobs(): number {
    return this.#jobs.size;
  }

  /** Items that wait in the queues of all jobs. */
  get queued(): number {
    let queued = 0;
    for (const job of this.#jobs) queued += job.queued;
    return queued;
  }

  /** How long the item has waited that has waited longest, in ms, since the first time that this was asked for. */
  get oldest(): number {
    this.#isWatched = true;
    let oldest = 0;
    for (const job of this.#jobs) oldest = Math.max(oldest, this.clock.now() - job.oldest());
    return oldest;
  }

  /**
   * Opens a job; the caller then feeds it by `push` and `end`, and may `cancel` it.
   *
   * @param downstream - Who takes the results, if that has a word in how many come.
   */
  open(spec: JobSpec, outlet: Outlet, downstream?: Demand): Job {
    const job = new Job(spec, this, outlet, downstream);
    if (this.#state !== 'open') {
      job.abort(new PoolClosedError());
      return job;
    }
    if (spec.signal?.aborted) {
      job.abort(spec.signal.reason);
      return job;
    }
    this.#jobs.add(job);
    if (this.#isWatched) job.oldest();
    this.#lookAround();
    this.#load(job, spec);
    return job;
  }

  wake(job: Job): void {
    this.#turns.update(job);
    this.#pump();
  }

  closed(job: Job): void {
    this.#turns.update(job);
    this.#jobs.delete(job);
    this.#settle();
  }

  /** Takes no new jobs. */
  close(): void {
    if (this.#state === 'open') this.#state = 'closed';
  }

  /** Ends all jobs now, and takes no new ones. */
  terminate(): void {
    this.#state = 'terminated';
    for (const job of this.#jobs) job.abort(new PoolTerminatedError());
    this.#inFlight = 0;
    this.#settle();
  }

  /** Resolves when no job is open and no chunk is out. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#settle();
    });
  }

  #load(job: Job, spec: JobSpec): void {
    let loaded: unknown;
    try {
      loaded = this.#executor.load(spec.fn);
    } catch (error) {
      job.abort(error);
      return;
    }
    // No promise where none is needed: virtual time would never see it resolve.
    if (!(loaded instanceof Promise)) {
      job.start(loaded);
      return;
    }
    // Workers can start meanwhile.
    this.#loading++;
    this.#executor.hold(true);
    void loaded
      .then(
        (value) => job.start(value),
        (error: unknown) => job.abort(error),
      )
      .finally(() => {
        this.#loading--;
        this.#settle();
      });
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      for (let job = this.#turns.next(); job && this.#hasRoomFor(job); job = this.#turns.next()) {
        const next = job;
        next.inContext(() => this.#dispatch(next));
      }
    } finally {
      this.#pumping = false;
    }
  }

  #hasRoomFor(job: Job): boolean {
    const { size, window } = this.#executor;
    return this.#inFlight < (job.mayWaitInWorker ? size * window : size);
  }

  #dispatch(job: Job): void {
    this.#turns.serve(job);
    const flight = job.take();
    if (this.#inFlight++ === 0) this.#executor.hold(true);
    this.#turns.update(job);
    const { clock } = this.#executor;
    const { chunk } = flight;
    this.#lookAround();
    const before = clock.now();
    const settle = (report: Report): void => {
      this.#observer?.({ type: 'reported', at: clock.now(), chunk, settled: flight.settled, report });
      if (report.type === 'results') this.#turns.charge(job, report.elapsed);
      const over = job.report(flight, report);
      if (over) this.#inFlight--;
      this.#turns.update(job);
      this.#pump();
      if (over) this.#settle();
    };
    flight.cancel = this.#executor.submit(chunk, (report) => job.inContext(() => settle(report)));
    const took = clock.now() - before;
    flight.sendTime = took / flight.length;
    this.#observer?.({ type: 'sent', at: before, chunk, took });
    // Cancelled while submit() was still at it, by what `transfer` did.
    if (flight.cancelled) flight.cancel(flight.cancelled);
    job.refill();
  }

  /** Whoever subscribed to a channel meanwhile hears of what comes next. */
  #lookAround(): void {
    const found = this.#surroundings.onlooker();
    if (found === this.#found) return;
    if (this.#found) this.#onlookers.delete(this.#found);
    if (found) this.#onlookers.add(found);
    this.#found = found;
    this.#tellExecutor();
  }

  /** Nothing is made to be told while nobody looks on, nor measured while nobody wants it. */
  #tellExecutor(): void {
    const all = [...this.#onlookers];
    const tell: PoolObserver = (event) => {
      for (const { hear } of all) hear(event);
    };
    this.#observer = all.length > 0 ? tell : undefined;
    this.#executor.observe?.(
      this.#observer,
      all.some(({ isMeasured }) => isMeasured),
    );
  }

  /** Something has ended: what follows if it was the last. */
  #settle(): void {
    if (this.#inFlight > 0) {
      this.#recallSoon();
      return;
    }
    // Jobs may be open that wait for their source or their reader: neither needs a worker.
    if (this.#loading === 0) this.#executor.hold(false);
    if (this.#jobs.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Has idle workers share what waits for busy ones, unless that is done soon anyway. */
  #recallSoon(): void {
    const { clock, window, messageTime } = this.#executor;
    if (this.#stopRecall || (window === 1 && messageTime === 0)) return;
    // Not while all workers are busy, which is most of the time: each timer wakes the main thread.
    if (!this.#hasFreeWorker()) return;
    this.#stopRecall = clock.after(RECALL_AFTER, () => {
      this.#stopRecall = undefined;
      if (this.#inFlight === 0) return;
      // There may be a job that waits for its turn: if it had any use for the idle worker, it would have it.
      if (this.#executor.workers.idle > 0) for (const job of this.#jobs) job.recall();
      else this.#recallSoon();
    });
  }

  /** Some worker has nothing to do, or may have nothing once it has started. */
  #hasFreeWorker(): boolean {
    const { size, window, workers } = this.#executor;
    // Of those that take more, none leaves a worker without.
    return this.#inFlight < size * window && workers.idle + workers.starting > 0;
  }
}
