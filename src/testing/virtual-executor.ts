import { provideRareParts } from '#load-rare-parts';
import type { SchedulerLike } from 'rxjs';
import { type PoolError, TaskTimeoutError, WorkerCrashedError } from '../errors.js';
import { NONE } from '../executor/amount.js';
import type { Batch } from '../executor/batch.js';
import type { Clock } from '../executor/clock.js';
import type { Cancel, CancelMode, Executor, Workers } from '../executor/executor.js';
import type { PoolObserver } from '../executor/observer.js';
import type { OnReport, Unrun } from '../executor/report.js';
import { Submission } from '../executor/submission.js';
import { unrunAll } from '../executor/unrun-all.js';
import { noteTaskInfo } from '../executor/task-info.js';
import type { AnyFunction } from '../function/any-function.js';
import { ByteBound } from '../job/byte-bound.js';
import { Iteration } from '../job/iteration.js';
import { Streams } from '../job/streams.js';
import { weigh } from '../executor/weigh.js';
import { VirtualValues } from './virtual-values.js';
import { VirtualWorker, type CallOutcome, type ItemRun, type VirtualSeat } from './virtual-worker.js';
import { argumentsOf } from '../worker/arguments-of.js';
import { Reporter } from '../worker/reporter.js';

/** An item of a job, as the options of `virtualExecutor` are asked about it. */
export interface VirtualItem {
  /** Position of the item in its source, from 0. */
  readonly index: number;
  /** How often it was tried before. */
  readonly attempt: number;
}

/** How time passes in virtual workers. */
export interface VirtualExecutorOptions {
  /**
   * Number of workers.
   *
   * @default 1
   */
  processes?: number;
  /**
   * Frames that an item takes: a number of 0 or more, or `Infinity` for one that never returns.
   *
   * @default 0
   */
  duration?: number | ((item: never, about: VirtualItem) => number);
  /**
   * Frames of work that go to a worker at once, as several chunks: real workers get about a millisecond's worth.
   *
   * @default 0: always one chunk
   */
  messageTime?: number;
  /** True for an item that kills its worker when its time is over, instead of returning. */
  crashes?: (item: never, about: VirtualItem) => boolean;
}

/** An executor in virtual time, and what its workers did. */
export interface VirtualExecutor extends Executor {
  /** The runs of items so far, in the order in which they began. */
  readonly runs: readonly ItemRun[];
}

/**
 * Runs functions in the virtual time of a `TestScheduler`, so that marble tests show when each result comes.
 *
 * An item occupies one worker for its `duration`; its function is called when it begins, in this thread and without
 * copying anything, and its result comes out when its time is over. Promises do not resolve in virtual time, so the
 * function has to return its result itself. What it reports is heard when it begins: the first report, and the last.
 * An item that takes longer than its `timeout` ends with `TaskTimeoutError`: after its `duration` if that is within its
 * `grace`, and otherwise when that is over, and with its worker.
 *
 * @example
 * ```ts
 * import { Pool, poolImapUnordered } from 'rxjs-pool';
 * import { virtualExecutor } from 'rxjs-pool/testing';
 * import { TestScheduler } from 'rxjs/testing';
 *
 * const scheduler = new TestScheduler((actual, expected) => {
 *   console.log(JSON.stringify(actual) === JSON.stringify(expected));
 * });
 * scheduler.run(({ cold, expectObservable }) => {
 *   const duration = (item: string) => ({ a: 5, b: 2, c: 6 })[item] ?? 0;
 *   const pool = new Pool({ executor: virtualExecutor(scheduler, { processes: 2, duration }) });
 *   const result = cold('abc-------|').pipe(poolImapUnordered((item) => item.toUpperCase(), { pool }));
 *   expectObservable(result).toBe('---B-A---C|');
 * });
 * // prints true
 * ```
 *
 * @param scheduler - The `TestScheduler`, or another whose time is virtual.
 * @param options - Number of workers, and how long items take.
 * @returns An executor for `new Pool({ executor })`.
 */
export function virtualExecutor(
  scheduler: SchedulerLike,
  options: VirtualExecutorOptions = {},
): VirtualExecutor {
  provideRareParts({ ByteBound, Iteration, Streams });
  return new InVirtualTime(scheduler, options);
}

/** An item whose function was called, and how long it is to take. */
interface BegunItem {
  readonly item: unknown;
  readonly about: VirtualItem;
  readonly frames: number;
  readonly outcome: CallOutcome;
}

/** Why an item failed. */
interface Failure {
  readonly reason: unknown;
}

class InVirtualTime implements VirtualExecutor {
  readonly weigh = weigh;
  readonly size: number;
  readonly window = 1;
  readonly messageTime: number;
  readonly supportsTransfer = false;
  readonly runs: ItemRun[] = [];
  readonly clock: Clock;
  readonly #options: VirtualExecutorOptions;
  readonly #workers: readonly VirtualWorker[];
  readonly #waiting: Submission[] = [];
  #observer: PoolObserver | undefined;

  constructor(scheduler: SchedulerLike, options: VirtualExecutorOptions) {
    const { processes = 1, messageTime = 0 } = options;
    this.#options = options;
    this.messageTime = messageTime;
    this.size = processes;
    this.clock = {
      now: () => scheduler.now(),
      after(ms, callback) {
        const timer = scheduler.schedule(callback, ms);
        return () => timer.unsubscribe();
      },
    };
    this.#workers = Array.from(
      { length: processes },
      (_, at) =>
        new VirtualWorker(at + 1, this.clock, this.runs, () => {
          // Whoever hears what has ended may cancel what waits.
          this.clock.after(0, () => this.#beginWaiting());
        }),
    );
  }

  get workers(): Workers {
    const busy = this.#workers.filter(({ seats }) => seats.size > 0).length;
    return { starting: 0, busy, idle: this.size - busy };
  }

  load(fn: AnyFunction): AnyFunction {
    return fn;
  }

  submit(batch: Batch, onReport: OnReport): Cancel {
    const submission = new Submission(batch, onReport);
    this.#waiting.push(submission);
    this.#beginWaiting();
    return submission.accepted((mode) => {
      const seat = this.#workers
        .flatMap(({ seats }) => [...seats])
        .find((one) => one.submission === submission);
      if (seat) return this.#cancel(seat, mode);
      const place = this.#waiting.indexOf(submission);
      // It may be in a worker that has just died: what that had is reported one by one.
      if (place >= 0) this.#waiting.splice(place, 1);
      submission.unrun();
    });
  }

  /** Begins what waits, in turn: what is to run alone may find each worker at something. */
  #beginWaiting(): void {
    for (let [first] = this.#waiting; first; [first] = this.#waiting) {
      const { batch } = first;
      const worker = this.#workers.find((one) => one.hasRoomFor(batch));
      if (!worker) return;
      this.#waiting.shift();
      this.#begin(worker.seat(first));
    }
  }

  #cancel(seat: VirtualSeat, mode: CancelMode): void {
    const { submission, worker } = seat;
    const { batch } = submission;
    if (mode === 'recall') {
      submission.recall(Math.ceil((submission.reported + 1) / batch.chunksize) * batch.chunksize);
      return;
    }
    seat.abort();
    // Who gives values ends at once.
    if (seat.values && seat.kill('killed')) {
      seat.release();
      submission.unrun();
    }
    if (mode !== 'kill') return;
    const kill = (): void => {
      if (!submission.isOver) this.#end(worker, () => ({}));
    };
    const { grace } = batch.call;
    if (grace === 0) kill();
    else if (grace < Infinity) this.clock.after(grace, kill);
  }

  hold(): void {
    // Nothing here keeps a program alive.
  }

  observe(observer: PoolObserver | undefined): void {
    this.#observer = observer;
  }

  async close(): Promise<void> {
    // Nothing to let go of.
  }

  async terminate(): Promise<void> {
    for (const { seats } of this.#workers) for (const seat of seats) seat.kill('killed');
  }

  #begin(seat: VirtualSeat): void {
    const { submission } = seat;
    const { batch, reported } = submission;
    const { call, attempt } = batch;
    const item = batch.items[reported];
    const about = { index: batch.first + reported, attempt };
    const { duration = 0 } = this.#options;
    const frames = typeof duration === 'number' ? duration : duration(item as never, about);
    const fn = call.loaded as (...args: unknown[]) => unknown;
    const reports: unknown[] = [];
    const reporter = new Reporter<unknown>({
      index: about.index,
      copy: (value) => value,
      send: (value) => reports.push(value),
      now: () => this.clock.now(),
    });
    const outcome = seat.call(
      () => (call.spread ? fn(...argumentsOf(item, about.index)) : fn(item, about.index)),
      about,
      call.hear && reporter,
    );
    this.#run(seat, { item, about, frames, outcome });
    // Only now: who hears them may end the call, and with it this run.
    for (const value of reports) submission.tell(reported, () => value);
  }

  /** Is at an item for its time, and reports what has become of it. */
  #run(seat: VirtualSeat, { item, about, frames, outcome }: BegunItem): void {
    const { submission, worker } = seat;
    const { call } = submission.batch;
    const { workerId } = worker;
    const { crashes } = this.#options;
    const longest = call.timeout + call.grace;
    const late = frames > call.timeout ? new TaskTimeoutError(about.index, call.timeout) : undefined;
    if (late) noteTaskInfo(late, { ...about, workerId, omitted: [] });
    if (late && call.grace > 0) seat.abortAfter(call.timeout);
    if (late && frames > longest) {
      seat.run(item, about, longest, 'late', () => this.#die(seat, late));
      return;
    }
    if (crashes?.(item as never, about)) {
      const reason = late ?? this.#crash(seat);
      seat.run(item, about, frames, 'crashed', () => this.#die(seat, reason));
      return;
    }
    if (submission.batch.credit && 'value' in outcome && !late) {
      this.#read(seat, { item, about, frames, outcome }, outcome.value);
      return;
    }
    const failure = late ? { reason: late } : 'reason' in outcome ? outcome : undefined;
    const result = 'value' in outcome ? outcome.value : undefined;
    seat.run(item, about, frames, late ? 'late' : failure ? 'threw' : 'returned', () =>
      this.#ended(seat, frames, failure, result),
    );
  }

  /** Reads the values that an item gives. */
  #read(seat: VirtualSeat, { item, about, frames }: BegunItem, given: unknown): void {
    const { submission, worker } = seat;
    const { workerId } = worker;
    const over = (failure: Failure | undefined): void => {
      if (failure) noteTaskInfo(failure.reason, { ...about, workerId, omitted: [] });
      seat.end(failure ? 'threw' : 'returned');
      this.#ended(seat, frames, failure, undefined);
    };
    seat.run(item, about, Infinity, 'returned', () => undefined);
    const begun = seat.values?.given ?? NONE;
    try {
      seat.values = new VirtualValues(
        given,
        about.index,
        { submission, workerId, clock: this.clock, begun, frames, onPause: worker.hasRoom },
        over,
      );
    } catch (reason) {
      this.clock.after(0, () => over({ reason }));
    }
  }

  /** An item has come to its end: reports it, and goes on with the batch. */
  #ended(seat: VirtualSeat, elapsed: number, failure: Failure | undefined, result: unknown): void {
    const { submission, worker } = seat;
    const { workerId } = worker;
    const rejection = failure && { reason: failure.reason, retriable: true };
    const isLast = submission.reported + 1 === submission.end;
    if (isLast) seat.release();
    if (submission.batch.credit) {
      submission.values({ values: [], bytes: 0, ends: [{ at: 0, rejection }], elapsed, workerId });
    } else {
      const rejections = rejection && new Map([[0, rejection]]);
      submission.results({ values: [result], rejections, elapsed, workerId });
    }
    if (!isLast) this.#goOn(seat);
  }

  /** Begins the next item of a batch, unless the last report has had it cancelled. */
  #goOn(seat: VirtualSeat): void {
    if (!seat.submission.cancelled) return this.#begin(seat);
    seat.release();
    seat.submission.unrun();
  }

  /** A worker dies of the item in a seat. */
  #die(seat: VirtualSeat, reason: PoolError & { readonly index: number }): void {
    const { worker } = seat;
    const { workerId, active } = worker;
    const { index } = reason;
    const isCrash = reason instanceof WorkerCrashedError;
    const isKnown = !isCrash || active.length === 1;
    if (isCrash) {
      const culprit = isKnown ? index : undefined;
      const crash = { workerId, index: culprit, exitCode: null, signal: null, cause: undefined };
      this.#observer?.hear({ type: 'worker', at: this.clock.now(), workerId, state: 'crashed', crash });
    }
    const culprit = { offset: 0, rejection: { reason, retriable: true } };
    this.#end(worker, (one) => {
      if (isKnown) return one === seat ? { culprit } : {};
      return active.includes(one) ? { suspect: 0 } : {};
    });
  }

  /** What the item in a seat fails with if its worker dies. */
  #crash({ submission, worker }: VirtualSeat): WorkerCrashedError {
    const { batch, reported } = submission;
    const index = batch.first + reported;
    const error = new WorkerCrashedError(index);
    noteTaskInfo(error, { index, attempt: batch.attempt, workerId: worker.workerId, omitted: [] });
    return error;
  }

  /** Ends all that a worker runs. */
  #end(worker: VirtualWorker, why: (seat: VirtualSeat) => Omit<Unrun, 'type'>): void {
    const unrun = new Map<Submission, Omit<Unrun, 'type'>>();
    for (const seat of worker.seats) {
      const { submission } = seat;
      unrun.set(submission, { lost: this.#crash(seat), ...why(seat) });
      seat.kill('killed');
      seat.release();
    }
    unrunAll(unrun);
  }
}
