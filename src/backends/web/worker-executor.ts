import type { Batch } from '../../executor/batch.js';
import type { Cancel, Executor, JobNeeds, Workers } from '../../executor/executor.js';
import type { PoolObserver } from '../../executor/observer.js';
import { type Clock, realClock } from '../../executor/clock.js';
import type { OnReport } from '../../executor/report.js';
import type { AnyFunction } from '../../function/any-function.js';
import { MESSAGE_TIME } from '../../workers/message-time.js';
import type { WorkersExecutor } from '../../workers/workers-executor.js';
import { isIsolated } from './is-isolated.js';
import type { WebExecutorOptions } from './web-executor.js';

/** Options that only Node's workers have. */
const FOREIGN = ['runtime', 'resourceLimits', 'env', 'execArgv'] as const;

/**
 * Runs batches on a browser's workers.
 *
 * @param owner - Who closes it; if that is garbage-collected before, the workers are ended, with a warning.
 */
export function workerExecutor(options: WebExecutorOptions = {}, owner?: object): Executor {
  for (const name of FOREIGN) {
    if ((options as Readonly<Record<string, unknown>>)[name] !== undefined) {
      throw new TypeError(`Cannot create a Pool: option ${name} is for Node's workers`);
    }
  }
  return new WorkerExecutor(options, owner);
}

/** Stands in for the executor until something is to run: a page loads that part of the package then. */
class WorkerExecutor implements Executor {
  readonly size: number;
  // Without shared memory, a worker cannot be asked to give back what waits while it is busy.
  readonly window = isIsolated() ? 2 : 1;
  readonly messageTime = MESSAGE_TIME;
  readonly supportsTransfer = true;
  /** That of the executor, once it is there. */
  clock: Clock = realClock;
  readonly #options: WebExecutorOptions;
  #owner: object | undefined;
  #executor: WorkersExecutor | undefined;
  #loading: Promise<WorkersExecutor> | undefined;
  #held = false;
  #observer: PoolObserver | undefined;
  #isTerminated = false;

  constructor(options: WebExecutorOptions, owner: object | undefined) {
    this.#options = options;
    this.#owner = owner;
    this.size = options.processes ?? processors();
  }

  get workers(): Workers {
    return this.#executor?.workers ?? { starting: 0, idle: 0, busy: 0 };
  }

  get isBroken(): boolean {
    return !!this.#executor?.isBroken;
  }

  weigh(value: unknown): number {
    return this.#executor?.weigh(value) ?? 0;
  }

  check(job: JobNeeds): void {
    this.#executor?.check(job);
  }

  load(fn: AnyFunction): unknown {
    return this.#executor ? this.#executor.load(fn) : this.#ready().then((executor) => executor.load(fn));
  }

  submit(batch: Batch, onReport: OnReport): Cancel {
    // There is a batch only after `load`.
    return (this.#executor as WorkersExecutor).submit(batch, onReport);
  }

  hold(busy: boolean): void {
    this.#held = busy;
    this.#executor?.hold(busy);
  }

  observe(observer: PoolObserver | undefined): void {
    this.#observer = observer;
    this.#executor?.observe(observer);
  }

  async close(): Promise<void> {
    await this.#executor?.close();
  }

  async terminate(): Promise<void> {
    this.#isTerminated = true;
    await this.#executor?.terminate();
  }

  #ready(): Promise<WorkersExecutor> {
    this.#loading ??= import('./web-executor.js').then(async ({ webExecutor }) => {
      const executor = webExecutor(this.#options, this);
      this.#executor = executor;
      this.clock = executor.clock;
      executor.observe(this.#observer);
      if (this.#owner) executor.follow(this.#owner);
      this.#owner = undefined;
      if (this.#isTerminated) await executor.terminate();
      else executor.hold(this.#held);
      return executor;
    });
    // The next call tries again.
    this.#loading.catch(() => (this.#loading = undefined));
    return this.#loading;
  }
}

function processors(): number {
  // Some browsers do not say.
  return (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 4;
}
