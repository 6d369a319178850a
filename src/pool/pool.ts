import { loadRareParts } from '#load-rare-parts';
import { surroundings } from '#backend/surroundings.js';
import { workerExecutor } from '#backend/worker-executor.js';
import { ResultTimeoutError } from '../errors.js';
import type { Executor } from '../executor/executor.js';
import type { AnyFunction } from '../function/any-function.js';
import { Dispatcher } from '../job/dispatcher.js';
import type { Iteration } from '../job/iteration.js';
import type { JobSpec, Outlet } from '../job/job-spec.js';
import { Fault } from '../job/output.js';
import type * as RareParts from '../job/rare-parts.js';
import { isTypedArray } from '../executor/typed-array.js';
import type { ApplyArguments } from './apply-arguments.js';
import type { ApplyOptions } from './apply-options.js';
import { AsyncResult, type Start } from './async-result.js';
import type { ChunksizeOrOptions } from './chunksize-or-options.js';
import { checkValue, rules } from './check-options.js';
import { describeValue } from './describe-value.js';
import type { Emission, ValueOf, ValueSource } from './emission.js';
import type { Outcome } from './outcome.js';
import type { PoolFunction } from './pool-function.js';
import { PoolIterator } from './pool-iterator.js';
import type { PoolOptions } from './pool-options.js';
import type { PoolStats } from './pool-stats.js';
import { readCallSpec, readJobSpec, type JobKind } from './read-job-spec.js';
import { readPoolOptions } from './read-pool-options.js';
import type { SpreadFunction } from './spread-function.js';

/**
 * Runs functions on a pool of workers, in the words of Python's `multiprocessing.Pool`.
 *
 * Workers are started by the first call and do not keep the program alive while they are idle. A worker that dies
 * costs the item it was running, and is replaced. Every promise settles. A pool that is garbage-collected before it
 * was closed ends its workers, with a warning.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 *
 * await using pool = new Pool(2);
 * console.log(await pool.map((x: number) => x * x, [1, 2, 3])); // prints [ 1, 4, 9 ]
 * console.log(await pool.apply((a: number, b: number) => a + b, [1, 2])); // prints 3
 * ```
 */
export class Pool<State = unknown> implements AsyncDisposable {
  /** Number of workers. */
  readonly processes: number;
  /** @internal */
  readonly dispatcher: Dispatcher;
  readonly #executor: Executor;
  readonly #ended: Promise<void>;
  #resolveEnded!: () => void;
  #isTerminated = false;

  /**
   * @param processesOrOptions - Number of workers, or options.
   * @throws TypeError or RangeError for an option that does not exist or has a wrong value.
   */
  constructor(processesOrOptions?: number | PoolOptions<State>) {
    const options = readPoolOptions(processesOrOptions);
    this.#executor = options.executor ?? workerExecutor(options, this);
    this.dispatcher = new Dispatcher(this.#executor, this, surroundings(this));
    this.processes = this.#executor.size;
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** What the pool is at right now. */
  get stats(): PoolStats {
    const { state, jobs, queued, oldest, tally } = this.dispatcher;
    return { state, workers: this.#executor.workers, jobs, queued, oldest, ...tally };
  }

  /**
   * Calls `fn(...args)` in a worker.
   *
   * @param fn - The function.
   * @param rest - Its arguments, which may be left out for one that needs none, and options.
   * @returns What it returns. Rejects with what it throws.
   */
  apply<A extends readonly unknown[], R = never, P = R>(
    fn: SpreadFunction<A, R, P>,
    ...rest: ApplyArguments<A>
  ): Promise<Awaited<R | P>> {
    const [args, options] = rest;
    const start = this.#applying<Awaited<R | P>>('apply', fn, args, options);
    return new Promise(start);
  }

  /**
   * Calls `fn(...args)` in a worker, and tells a callback.
   *
   * @param callback - Called with the result.
   * @param errorCallback - Called with the error.
   * @param options - How the call is treated.
   */
  applyAsync<A extends readonly unknown[], R = never, P = R>(
    fn: SpreadFunction<A, R, P>,
    args?: A,
    callback?: (value: Awaited<R | P>) => void,
    errorCallback?: (reason: unknown) => void,
    options?: ApplyOptions<A>,
  ): AsyncResult<Awaited<R | P>> {
    const start = this.#applying<Awaited<R | P>>('applyAsync', fn, args, options);
    return new AsyncResult(this.#executor.clock, start, callback, errorCallback);
  }

  /**
   * Maps `fn` over all items and collects the results in the items' order.
   *
   * Fails at the first error that comes, unlike Python's, which runs everything first.
   */
  map<T, R = never, S extends boolean = false, P = R>(
    fn: PoolFunction<T, R, P>,
    iterable: Iterable<T>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<T>, S>,
  ): Promise<Outcome<Awaited<R | P>, S>[]> {
    const start = this.#mapping<Outcome<Awaited<R | P>, S>>('map', false, fn, iterable, chunksizeOrOptions);
    return new Promise(start);
  }

  /** `map` with the members of each item as arguments: `fn(...item)`. */
  starmap<A extends readonly unknown[], R = never, S extends boolean = false, P = R>(
    fn: SpreadFunction<A, R, P>,
    iterable: Iterable<A | Readonly<A>>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<A | Readonly<A>>, S>,
  ): Promise<Outcome<Awaited<R | P>, S>[]> {
    const start = this.#mapping<Outcome<Awaited<R | P>, S>>(
      'starmap',
      true,
      fn,
      iterable,
      chunksizeOrOptions,
    );
    return new Promise(start);
  }

  /**
   * `map` that tells a callback.
   *
   * @param callback - Called with all results.
   * @param errorCallback - Called with the first error.
   */
  mapAsync<T, R = never, S extends boolean = false, P = R>(
    fn: PoolFunction<T, R, P>,
    iterable: Iterable<T>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<T>, S>,
    callback?: (values: Outcome<Awaited<R | P>, S>[]) => void,
    errorCallback?: (reason: unknown) => void,
  ): AsyncResult<Outcome<Awaited<R | P>, S>[]> {
    const start = this.#mapping<Outcome<Awaited<R | P>, S>>(
      'mapAsync',
      false,
      fn,
      iterable,
      chunksizeOrOptions,
    );
    return new AsyncResult(this.#executor.clock, start, callback, errorCallback);
  }

  /**
   * `starmap` that tells a callback.
   *
   * @param callback - Called with all results.
   * @param errorCallback - Called with the first error.
   */
  starmapAsync<A extends readonly unknown[], R = never, S extends boolean = false, P = R>(
    fn: SpreadFunction<A, R, P>,
    iterable: Iterable<A | Readonly<A>>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<A | Readonly<A>>, S>,
    callback?: (values: Outcome<Awaited<R | P>, S>[]) => void,
    errorCallback?: (reason: unknown) => void,
  ): AsyncResult<Outcome<Awaited<R | P>, S>[]> {
    const start = this.#mapping<Outcome<Awaited<R | P>, S>>(
      'starmapAsync',
      true,
      fn,
      iterable,
      chunksizeOrOptions,
    );
    return new AsyncResult(this.#executor.clock, start, callback, errorCallback);
  }

  /**
   * Maps `fn` over items as they are asked for; results come in the items' order.
   *
   * Starts at once, and takes at most `buffersize` items ahead of the results that were asked for, so that the
   * input may be endless.
   */
  imap<T, R = never, S extends boolean = false, P = R>(
    fn: PoolFunction<T, R, P>,
    iterable: Iterable<T> | AsyncIterable<T>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<T>, S>,
  ): PoolIterator<Outcome<Awaited<R | P>, S>> {
    return this.#iterate(
      { action: 'imap', ordering: 'in-order', spread: false },
      fn,
      iterable,
      chunksizeOrOptions,
    );
  }

  /** `imap` with results as they are ready. */
  imapUnordered<T, R = never, S extends boolean = false, P = R>(
    fn: PoolFunction<T, R, P>,
    iterable: Iterable<T> | AsyncIterable<T>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<T>, S>,
  ): PoolIterator<Outcome<Awaited<R | P>, S>> {
    return this.#iterate(
      { action: 'imapUnordered', ordering: 'as-ready', spread: false },
      fn,
      iterable,
      chunksizeOrOptions,
    );
  }

  /** `imap` with the members of each item as arguments: `fn(...item)`. */
  istarmap<A extends readonly unknown[], R = never, S extends boolean = false, P = R>(
    fn: SpreadFunction<A, R, P>,
    iterable: Iterable<A | Readonly<A>> | AsyncIterable<A | Readonly<A>>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<A | Readonly<A>>, S>,
  ): PoolIterator<Outcome<Awaited<R | P>, S>> {
    return this.#iterate(
      { action: 'istarmap', ordering: 'in-order', spread: true },
      fn,
      iterable,
      chunksizeOrOptions,
    );
  }

  /** `istarmap` with results as they are ready. */
  istarmapUnordered<A extends readonly unknown[], R = never, S extends boolean = false, P = R>(
    fn: SpreadFunction<A, R, P>,
    iterable: Iterable<A | Readonly<A>> | AsyncIterable<A | Readonly<A>>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<A | Readonly<A>>, S>,
  ): PoolIterator<Outcome<Awaited<R | P>, S>> {
    return this.#iterate(
      { action: 'istarmapUnordered', ordering: 'as-ready', spread: true },
      fn,
      iterable,
      chunksizeOrOptions,
    );
  }

  /**
   * Maps `fn` over items as their values are asked for: all values of one item come before any of the next.
   *
   * `fn` returns many values, as that of `poolConcatMap` does. No more than `buffersize` of them wait here or are on their way.
   *
   * @example
   * ```ts
   * import { Pool } from 'rxjs-pool';
   *
   * function* upTo(n: number) {
   *   for (let i = 1; i <= n; i++) yield `${i}/${n}`;
   * }
   *
   * await using pool = new Pool(2);
   * for await (const value of pool.concatMap(upTo, [1, 2])) console.log(value);
   * // prints 1/1
   * // prints 1/2
   * // prints 2/2
   * ```
   */
  concatMap<T, O extends ValueSource | PromiseLike<ValueSource>, S extends boolean = false>(
    fn: (item: T, index: number) => O,
    iterable: Iterable<T> | AsyncIterable<T>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<T>, S>,
  ): PoolIterator<Emission<ValueOf<O>, S>> {
    return this.#iterate(
      { action: 'concatMap', ordering: 'in-order', spread: false, givesMany: true },
      fn,
      iterable,
      chunksizeOrOptions,
    );
  }

  /** `concatMap` with values as they are ready: those of one item in their order, those of several as they come. */
  mergeMap<T, O extends ValueSource | PromiseLike<ValueSource>, S extends boolean = false>(
    fn: (item: T, index: number) => O,
    iterable: Iterable<T> | AsyncIterable<T>,
    chunksizeOrOptions?: ChunksizeOrOptions<NoInfer<T>, S>,
  ): PoolIterator<Emission<ValueOf<O>, S>> {
    return this.#iterate(
      { action: 'mergeMap', ordering: 'as-ready', spread: false, givesMany: true },
      fn,
      iterable,
      chunksizeOrOptions,
    );
  }

  /** Takes no new calls; those that have begun run to their end, then the workers end. */
  close(): void {
    if (!this.dispatcher.isOpen) return;
    this.dispatcher.close();
    void this.dispatcher.idle().then(async () => {
      if (this.#isTerminated) return;
      await this.#executor.close();
      this.#resolveEnded();
    });
  }

  /** Ends the workers now; whatever is open fails with `PoolTerminatedError`. */
  async terminate(): Promise<void> {
    if (!this.#isTerminated) {
      this.#isTerminated = true;
      this.dispatcher.terminate();
      await this.#executor.terminate();
      this.#resolveEnded();
    }
    await this.#ended;
  }

  /**
   * Waits until the pool has ended after `close()` or `terminate()`.
   *
   * @param timeout - Most ms to wait. Default: for ever.
   * @throws ResultTimeoutError (rejects) if the time is over.
   */
  join(timeout = Infinity): Promise<void> {
    checkValue('join', 'timeout', timeout, rules.duration);
    if (timeout === Infinity) return this.#ended;
    let stopTimer: (() => void) | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      stopTimer = this.#executor.clock.after(timeout, () => reject(new ResultTimeoutError('join', timeout)));
    });
    return Promise.race([this.#ended, late]).finally(stopTimer);
  }

  /** `close()` and `join()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.join();
  }

  #applying<R>(
    action: string,
    fn: AnyFunction,
    args: unknown = [],
    options: ApplyOptions | undefined,
  ): Start<R> {
    checkValue(action, 'args', args, rules.list);
    const spec = this.dispatcher.check(readCallSpec(action, fn, options));
    return (resolve, reject) => this.#run<R>(spec, [args], ([value]) => resolve(value as R), reject);
  }

  #mapping<R>(
    action: string,
    spread: boolean,
    fn: AnyFunction,
    iterable: Iterable<unknown>,
    options: ChunksizeOrOptions<never, boolean> | undefined,
  ): Start<R[]> {
    const spec = this.dispatcher.check(readJobSpec({ action, ordering: 'all-at-once', spread }, fn, options));
    checkIterable(action, iterable, false);
    return (resolve, reject) => this.#run(spec, iterable, resolve, reject);
  }

  #run<R>(spec: JobSpec, items: Iterable<unknown>, ...[next, error]: Parameters<Start<R[]>>): void {
    const outlet: Outlet = {
      next: (values) => next(values as R[]),
      error,
      complete: () => undefined,
      release: () => undefined,
    };
    const job = this.dispatcher.open(spec, { outlet });
    if (job.isClosed) return;
    try {
      if (isTypedArray(items)) job.pushAll(items);
      else {
        for (const item of items) {
          if (job.isClosed) return;
          job.push(item);
        }
      }
      job.end();
    } catch (reason) {
      job.end(new Fault(reason));
    }
  }

  #iterate<R>(
    kind: JobKind,
    fn: AnyFunction,
    iterable: Iterable<unknown> | AsyncIterable<unknown>,
    options: ChunksizeOrOptions<never, boolean> | undefined,
  ): PoolIterator<R> {
    const spec = this.dispatcher.check(readJobSpec(kind, fn, options));
    checkIterable(kind.action, iterable, true);
    return new PoolIterator(begin<R>(this.dispatcher, spec, iterable));
  }
}

/** Opens a job whose results are asked for one by one: at once, where its parts are there. */
async function begin<R>(
  dispatcher: Dispatcher,
  spec: JobSpec,
  iterable: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<Iteration<R>> {
  const parts = loadRareParts<typeof RareParts>();
  if (!(parts instanceof Promise)) return new parts.Iteration(dispatcher, spec, iterable);
  const release = dispatcher.reserve(spec);
  try {
    const { Iteration: Loaded } = await parts;
    return new Loaded(dispatcher, spec, iterable);
  } finally {
    release();
  }
}

function checkIterable(action: string, value: unknown, orAsync: boolean): void {
  const source = Object(value ?? {}) as Partial<Iterable<unknown> & AsyncIterable<unknown>>;
  const isAsync = typeof source[Symbol.asyncIterator] === 'function';
  if (typeof source[Symbol.iterator] === 'function' || (orAsync && isAsync)) return;
  const kinds = orAsync ? 'an iterable or an async iterable' : 'an iterable';
  const received = isAsync ? 'an async iterable, which imap takes' : describeValue(value);
  throw new TypeError(`Cannot ${action}: items must be ${kinds}: received ${received}`);
}
