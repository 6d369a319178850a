import type { SchedulerLike } from 'rxjs';
import { PoolError, TaskTimeoutError, WorkerCrashedError } from '../errors.js';
import type { PoolObserver } from '../executor/pool-observer.js';
import type { Clock } from '../executor/clock.js';
import type { Cancel, Chunk, Executor, Settle, Workers } from '../executor/executor.js';
import { noteTaskInfo } from '../executor/task-info.js';
import type { AnyFunction } from '../function/any-function.js';
import { VirtualWorker, type ItemRun } from './virtual-worker.js';

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
 * function has to return its result itself.
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
  return new InVirtualTime(scheduler, options);
}

/** A chunk at a worker. */
interface Passage {
  readonly chunk: Chunk;
  readonly settle: Settle;
  readonly worker: VirtualWorker;
  position: number;
  /** How many items it has, less those that were recalled. */
  end: number;
  isCancelled: boolean;
}

class InVirtualTime implements VirtualExecutor {
  readonly size: number;
  readonly window = 1;
  readonly messageTime: number;
  readonly supportsTransfer = false;
  readonly supportsKill = true;
  readonly runs: ItemRun[] = [];
  readonly clock: Clock;
  readonly #options: VirtualExecutorOptions;
  readonly #workers: readonly VirtualWorker[];
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
      (_, at) => new VirtualWorker(at + 1, this.clock, this.runs),
    );
  }

  get workers(): Workers {
    const busy = this.#workers.filter(({ isBusy }) => isBusy).length;
    return { starting: 0, busy, idle: this.size - busy };
  }

  load(fn: AnyFunction): AnyFunction {
    return fn;
  }

  submit(chunk: Chunk, settle: Settle): Cancel {
    const worker = this.#workers.find(({ isBusy }) => !isBusy);
    if (!worker) throw new PoolError('Cannot submit a chunk: all virtual workers are busy');
    const end = chunk.items.length;
    const passage: Passage = { chunk, settle, worker, position: 0, end, isCancelled: false };
    worker.occupy();
    this.#begin(passage);
    return (mode) => {
      if (mode === 'recall') {
        this.#recall(passage);
        return;
      }
      passage.isCancelled = true;
      worker.abort();
      if (mode === 'kill' && worker.kill('killed')) this.#giveBack(passage);
    };
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
    for (const worker of this.#workers) worker.kill('killed');
  }

  #begin(passage: Passage): void {
    const { chunk, position, worker } = passage;
    const { workerId } = worker;
    const { call, attempt } = chunk;
    const item = chunk.items[position];
    const about = { index: chunk.first + position, attempt };
    const { duration = 0, crashes } = this.#options;
    const frames = typeof duration === 'number' ? duration : duration(item as never, about);
    const fn = call.loaded as (...args: unknown[]) => unknown;
    const outcome = worker.call(
      () => (call.spread ? fn(...(item as unknown[])) : fn(item, about.index)),
      about,
    );
    if (frames > call.timeout) {
      const reason = new TaskTimeoutError(about.index, call.timeout);
      worker.run(item, about, call.timeout, 'late', () => this.#dies(passage, reason));
    } else if (crashes?.(item as never, about)) {
      const reason = new WorkerCrashedError(about.index);
      worker.run(item, about, frames, 'crashed', () => this.#dies(passage, reason));
    } else if ('reason' in outcome) {
      const rejections = new Map([[0, { reason: outcome.reason, retriable: true }]]);
      worker.run(item, about, frames, 'threw', () =>
        this.#next(passage, () =>
          passage.settle({ type: 'results', values: [undefined], rejections, elapsed: frames, workerId }),
        ),
      );
    } else {
      const values = [outcome.value];
      worker.run(item, about, frames, 'returned', () =>
        this.#next(passage, () =>
          passage.settle({ type: 'results', values, rejections: undefined, elapsed: frames, workerId }),
        ),
      );
    }
  }

  /** An item is done: reports it, and goes on with the next unless the report had the chunk cancelled. */
  #next(passage: Passage, report: () => void): void {
    const { worker } = passage;
    passage.position++;
    if (passage.position === passage.end) {
      worker.release();
      report();
      return;
    }
    report();
    if (passage.isCancelled) this.#giveBack(passage);
    else this.#begin(passage);
  }

  #recall(passage: Passage): void {
    const { position, end, chunk, settle } = passage;
    const from = Math.ceil((position + 1) / chunk.unit) * chunk.unit;
    if (from >= end) return;
    passage.end = from;
    settle({ type: 'recalled', from });
  }

  #dies(
    { worker, settle, chunk: { attempt } }: Passage,
    reason: PoolError & { readonly index: number },
  ): void {
    const { workerId } = worker;
    const { index } = reason;
    noteTaskInfo(reason, { index, attempt, workerId, omitted: [] });
    worker.release();
    if (reason instanceof WorkerCrashedError) {
      const crash = { workerId, index, exitCode: null, signal: null, cause: undefined };
      this.#observer?.({ type: 'worker', at: this.clock.now(), workerId, state: 'crashed', crash });
    }
    settle({ type: 'unrun', culprit: { offset: 0, rejection: { reason, retriable: true } } });
  }

  #giveBack({ worker, settle }: Passage): void {
    worker.release();
    settle({ type: 'unrun' });
  }
}
