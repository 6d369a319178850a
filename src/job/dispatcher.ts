import { loadRareParts } from '#load-rare-parts';
import type { Clock } from '../executor/clock.js';
import type { Executor } from '../executor/executor.js';
import type { PoolObserver } from '../executor/observer.js';
import type { Observers } from '../executor/observers.js';
import type { Report } from '../executor/report.js';
import type { Surroundings } from '../executor/surroundings.js';
import { PoolClosedError, PoolTerminatedError } from '../errors.js';
import type { Flight } from './flight.js';
import { Job } from './job.js';
import type { JobCaller, JobPlace, Tally } from './job-place.js';
import type { JobSpec } from './job-spec.js';
import { LinkedList } from './linked-list.js';
import type * as RareParts from './rare-parts.js';
import { Recaller } from './recaller.js';
import { Tempos } from './tempo.js';
import { Turns } from './turns.js';

/** Runs the jobs of one pool on one executor, in turns, and ends them all when the pool ends. */
export class Dispatcher {
  readonly tally: Tally = { done: 0, failed: 0, retried: 0 };
  /** Whose jobs these are: it is not garbage-collected while one of them is still in someone's hands. */
  readonly owner: object;
  readonly #executor: Executor;
  readonly #surroundings: Surroundings;
  /** Undefined as long as nobody can observe the pool. */
  #observers: Pick<Observers, keyof Observers> | undefined;
  readonly #recaller: Recaller;
  readonly #place: JobPlace;
  readonly #jobs = new LinkedList<Job>();
  /** Jobs that have not ended. */
  jobs = 0;
  readonly #turns = new Turns();
  /** Batches that the executor has, and how many places at workers they take. */
  #flights = 0;
  #taken = 0;
  /** Jobs whose function is being made ready. */
  #loading = 0;
  #isPumping = false;
  /** Someone asks how long items wait. */
  #isWatched = false;
  #state: 'open' | 'closed' | 'terminated' = 'open';
  readonly #reserved = new Set<JobSpec>();
  readonly #whenIdle: Array<() => void> = [];

  constructor(executor: Executor, owner: object, surroundings: Surroundings) {
    this.owner = owner;
    this.#executor = executor;
    this.#surroundings = surroundings;
    this.#observers = surroundings.observers?.(executor);
    this.#recaller = new Recaller(executor, (now) =>
      this.#jobs.values.reduce((next, job) => Math.min(next, job.recall(now)), Infinity),
    );
    this.#place = {
      executor,
      tally: this.tally,
      tempos: new Tempos(),
      wake: (job) => this.#wake(job),
      heard: (call, report) =>
        this.#observers?.hear({ type: 'heard', at: this.clock.now(), call, ...report }),
      occupy: (change) => (this.#taken += change),
      closed: (job) => this.#closed(job),
    };
  }

  get clock(): Clock {
    return this.#executor.clock;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Whether jobs are taken; `broken` if they are, and none will ever run. */
  get state(): 'open' | 'closed' | 'terminated' | 'broken' {
    return this.isOpen && this.#executor.isBroken ? 'broken' : this.#state;
  }

  /**
   * Has `observer` hear what happens, until the returned function is called.
   *
   * @param Kind - Makes what hears all of them, which pages that observe no pool need not load.
   */
  observe(observer: PoolObserver, Kind: typeof Observers): () => void {
    this.#observers ??= new Kind(this.#executor);
    return this.#observers.add(observer);
  }

  /** Items that wait in the queues of all jobs. */
  get queued(): number {
    return this.#jobs.values.reduce((sum, job) => sum + job.queued, 0);
  }

  /** How long the item has waited that has waited longest, in ms, since the first time that this was asked for. */
  get oldest(): number {
    this.#isWatched = true;
    const now = this.clock.now();
    return this.#jobs.values.reduce((oldest, job) => Math.max(oldest, now - job.oldest()), 0);
  }

  /**
   * Checks whether a job can run here.
   *
   * @throws TypeError or RangeError that names the option.
   */
  check(spec: JobSpec): JobSpec {
    this.#executor.check?.(spec);
    return spec;
  }

  /** Takes a job that is opened later, even if the pool is closed by then, unless the returned function is called. */
  reserve(spec: JobSpec): () => void {
    if (this.isOpen) this.#reserved.add(spec);
    return () => {
      this.#reserved.delete(spec);
      this.#ended();
    };
  }

  /** Opens a job; the caller then feeds it by `push` and `end`, and may `cancel` it. */
  open(spec: JobSpec, caller: Omit<JobCaller, 'inContext'>): Job {
    const job = new Job(this.check(spec), this.#place, {
      ...caller,
      inContext: this.#surroundings.keepContext(),
    });
    const isReserved = this.#reserved.has(spec);
    if (isReserved ? this.#state === 'terminated' : !this.isOpen) {
      job.abort(
        isReserved
          ? new PoolTerminatedError()
          : new PoolClosedError(`Pool not running: it was ${this.#state}; make a new Pool`),
      );
    } else if (spec.signal?.aborted) job.abort(spec.signal.reason);
    if (job.isClosed) return job;
    this.#jobs.push(job.entry);
    this.jobs++;
    if (this.#isWatched) job.oldest();
    this.#observers?.lookAround();
    try {
      this.#load(job, spec);
    } catch (error) {
      job.abort(error);
    }
    return job;
  }

  /** Takes no new jobs. */
  close(): void {
    if (this.#state === 'open') this.#state = 'closed';
  }

  /** Ends all jobs now, and takes no new ones. */
  terminate(): void {
    this.#state = 'terminated';
    for (const job of this.#jobs.values) job.abort(new PoolTerminatedError());
    this.#flights = 0;
    this.#ended();
  }

  /** Resolves when no job is open and no batch is out. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#ended();
    });
  }

  #load(job: Job, spec: JobSpec): void {
    const loaded = this.#executor.load(spec.fn);
    const parts = spec.givesMany ? loadRareParts<typeof RareParts>() : undefined;
    // No promise where none is needed: virtual time would never see it resolve.
    if (!(loaded instanceof Promise || parts instanceof Promise)) {
      job.start(loaded, parts);
      return;
    }
    // Workers can start meanwhile.
    this.#loading++;
    this.#executor.hold(true);
    void Promise.all([loaded, parts])
      .then(([value, found]) => {
        // An executor that a page loads late cannot refuse a job before it is there.
        this.check(spec);
        job.start(value, found);
      })
      .catch((error: unknown) => job.abort(error))
      .finally(() => {
        this.#loading--;
        this.#ended();
      });
  }

  #wake(job: Job): void {
    this.#turns.update(job);
    this.#pump();
  }

  #closed(job: Job): void {
    this.#turns.update(job);
    if (job.entry.list) {
      this.#jobs.remove(job.entry);
      this.jobs--;
    }
    this.#ended();
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      for (let job = this.#turns.next(); job && this.#hasRoomFor(job); job = this.#turns.next()) {
        const next = job;
        next.inContext(() => this.#dispatch(next));
      }
    } finally {
      this.#isPumping = false;
    }
  }

  #hasRoomFor(job: Job): boolean {
    const { size, window } = this.#executor;
    // Three thirds are not quite one.
    return this.#taken + 1e-6 < (job.mayWaitInWorker ? size * window : size);
  }

  #dispatch(job: Job): void {
    const executor = this.#executor;
    this.#turns.serve(job);
    const flight = job.take();
    const { batch } = flight;
    this.#taken += flight.weight;
    if (this.#flights++ === 0) executor.hold(true);
    this.#turns.update(job);
    this.#observers?.lookAround();
    const before = executor.clock.now();
    flight.sent(executor.submit(batch, (report) => job.inContext(() => this.#report(job, flight, report))));
    const took = executor.clock.now() - before;
    flight.sendTime = took / batch.items.length;
    this.#recaller.note(flight, before);
    if (this.#observers?.areThere) this.#observers.hear({ type: 'sent', at: before, batch, took });
    job.refill();
  }

  #report(job: Job, flight: Flight, report: Report): void {
    const { batch, reported } = flight;
    if (this.#observers?.areThere) {
      this.#observers.hear({ type: 'reported', at: this.clock.now(), batch, reported, report });
    }
    if ('elapsed' in report) this.#turns.charge(job, report.elapsed);
    else this.#recaller.owe();
    const isOver = job.report(flight, report);
    if (isOver) {
      this.#flights--;
      this.#taken = this.#flights === 0 ? 0 : this.#taken - flight.weight;
    }
    this.#turns.update(job);
    this.#pump();
    if (isOver) this.#ended();
  }

  /** Something has ended: what follows if it was the last. */
  #ended(): void {
    if (this.#flights > 0) return this.#recaller.start();
    this.#recaller.rest();
    // Jobs may be open that wait for their source or their reader: neither needs a worker.
    if (this.#loading === 0) this.#executor.hold(false);
    if (this.jobs + this.#reserved.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
