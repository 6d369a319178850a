import { InitializerError, TaskTimeoutError, UncloneableError } from '../../errors.js';
import type { Amount, Batch, Credit } from '../../executor/batch.js';
import type { Cancel, Executor, Workers } from '../../executor/executor.js';
import { promptClock } from '../../executor/prompt-clock.js';
import type { OnReport, Rejection, Results, Values } from '../../executor/report.js';
import { Submission } from '../../executor/submission.js';
import { noteTaskInfo } from '../../executor/task-info.js';
import type { AnyFunction } from '../../function/any-function.js';
import type { AnyClass, KnownClass } from '../../values/class-table.js';
import type { Obstacle } from '../../values/refusal.js';
import { weigh } from '../../executor/weigh.js';
import { sayValue } from '../../values/say-value.js';
import type { InlineCopies } from './inline-copies.js';
import type { ItemLimit } from './item-limit.js';
import type * as Parts from './inline-parts.js';
import { runInScope } from '../../worker/current-task.js';
import { disposerOf } from '../../worker/worker-state.js';
import { argumentsOf } from '../../worker/arguments-of.js';
import { mayRunBeside } from '../../worker/may-run-beside.js';

/**
 * How long items may follow each other without a pause, in ms. Longer runs many quick items faster, as a pause takes
 * about a millisecond; shorter keeps timers and sockets of the program waiting for less.
 */
const BREATHE_AFTER = 4;

/** Why an item is waited for no longer that nobody wants any more. */
const GIVEN_UP = Symbol('given up');

/**
 * Runs functions in this very thread, as one worker: for debugging, for tests, and where no worker can start.
 *
 * Arguments and results are copied as if they went to a worker, so that what would fail there fails here too; any
 * function works, as none has to travel. Nothing runs in parallel. No function can be ended here: one that overstays its
 * `timeout` or is given up with `'kill'`, and its `grace`, is waited for no longer, and goes on until it ends by itself. Its
 * signal has aborted then. While it never pauses, nothing else runs.
 *
 * @example
 * ```ts
 * import { inlineExecutor, Pool } from 'rxjs-pool';
 *
 * const calls: number[] = [];
 * const pool = new Pool({ executor: inlineExecutor() });
 * await pool.map((x: number) => calls.push(x), [1, 2, 3]);
 * console.log(calls); // prints [ 1, 2, 3 ]
 * ```
 *
 * @param options - Classes that it knows, and what begins and ends it.
 * @returns An executor for `new Pool({ executor })`.
 */
export function inlineExecutor<State = unknown>(options: InlineExecutorOptions<State> = {}): Executor {
  return new InlineExecutor(options);
}

/**
 * Options of `inlineExecutor`.
 *
 * @example
 * ```ts
 * import { inlineExecutor, Pool, type InlineExecutorOptions } from 'rxjs-pool';
 *
 * class Point {
 *   x = 1;
 * }
 *
 * const options: InlineExecutorOptions = { classes: [Point] };
 * const pool = new Pool({ executor: inlineExecutor(options) });
 * console.log(await pool.map((one: Point) => one instanceof Point, [new Point()])); // prints [ true ]
 * ```
 */
export interface InlineExecutorOptions<State = unknown> {
  /**
   * Classes whose instances keep their class, as with the option of the same name of `Pool`.
   *
   * @default []
   */
  readonly classes?: ReadonlyArray<AnyClass | KnownClass>;
  /** Runs once, before the first item; what it returns is what `workerState()` gives. */
  readonly initializer?: (...args: never[]) => State | PromiseLike<State>;
  /**
   * Arguments of `initializer`, copied.
   *
   * @default []
   */
  readonly initargs?: readonly unknown[];
  /**
   * Runs when the pool is closed, with what `initializer` has returned. Default: calls `Symbol.asyncDispose` or
   * `Symbol.dispose` of that, if it has one.
   */
  finalizer?(state: NoInfer<State>): unknown;
}

/** A submission that waits for its turn or runs, and what tells its function that nobody waits for it. */
interface Turn {
  readonly submission: Submission;
  /** Of the item that runs. */
  controller: AbortController;
  /** Watches the time of the item that runs, if that has a limit. */
  limit: ItemLimit | undefined;
  /** Waits no longer for the item that runs. */
  giveUp: (reason: unknown) => void;
  /** Set while the item that runs may still end by itself, though nobody wants it any more. */
  stopGrace: (() => void) | undefined;
  /** What it has given, where items give many values. */
  given: Amount;
  /** It has to wait until it may give more: others may run meanwhile. */
  isPaused: boolean;
}

class InlineExecutor implements Executor {
  readonly weigh = weigh;
  readonly size = 1;
  readonly window = 1;
  readonly messageTime = 0;
  readonly supportsTransfer = false;
  readonly clock = promptClock;
  readonly #options: InlineExecutorOptions;
  #parts: typeof Parts | undefined;
  #copies: InlineCopies | undefined;
  /** The result of the initializer; undefined until it has run. */
  #state: { readonly value: unknown } | undefined;
  /** Why nothing will ever run. */
  #broken: { readonly reason: unknown } | undefined;
  /** Those that wait, and those that run. */
  readonly #turns: Turn[] = [];
  readonly #running = new Set<Turn>();
  #loading: Promise<void> | undefined;
  #breathedAt = -Infinity;
  #isTerminated = false;

  constructor(options: InlineExecutorOptions) {
    this.#options = options;
  }

  get workers(): Workers {
    const busy = Math.min(this.#turns.length + this.#running.size, 1);
    return { starting: 0, busy, idle: 1 - busy };
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  load(fn: AnyFunction): AnyFunction {
    if (this.#broken) throw this.#broken.reason;
    return fn;
  }

  submit(batch: Batch, onReport: OnReport): Cancel {
    const turn: Turn = {
      submission: new Submission(batch, onReport),
      controller: new AbortController(),
      limit: undefined,
      giveUp: () => undefined,
      stopGrace: undefined,
      given: { values: 0, bytes: 0 },
      isPaused: false,
    };
    // The caller comes first.
    if (this.#turns.length + this.#running.size === 0) this.#breathedAt = -Infinity;
    this.#turns.push(turn);
    void this.#work();
    return turn.submission.accepted((mode) => {
      // There is no other worker that could have what waits for this one.
      if (mode === 'recall') return;
      turn.controller.abort();
      if (mode === 'kill') this.#giveUpLater(turn);
    });
  }

  #giveUpLater(turn: Turn): void {
    const { grace } = turn.submission.batch.call;
    const giveUp = (): void => turn.giveUp(GIVEN_UP);
    if (grace === 0) giveUp();
    else if (grace < Infinity) turn.stopGrace = this.clock.after(grace, giveUp);
  }

  hold(): void {
    // Nothing here keeps a program alive.
  }

  async close(): Promise<void> {
    const state = this.#state;
    if (!state) return;
    this.#state = undefined;
    const { value } = state;
    const end = (): unknown =>
      this.#options.finalizer ? this.#options.finalizer(value) : disposerOf(value)?.();
    try {
      await runInScope({ task: undefined, state }, end);
    } catch (error) {
      this.#copies?.warn(`Pool finalizer failed: ${sayValue(error)}`);
    }
  }

  async terminate(): Promise<void> {
    this.#isTerminated = true;
    for (const { controller } of [...this.#turns, ...this.#running]) controller.abort();
  }

  async #work(): Promise<void> {
    await (this.#loading ??= this.#prepare());
    if (this.#broken) {
      for (const { submission } of this.#turns.splice(0)) submission.broken(this.#broken.reason);
      return;
    }
    for (let turn = this.#next(); turn; turn = this.#next()) void this.#run(turn);
  }

  async #prepare(): Promise<void> {
    try {
      this.#parts = await import('./inline-parts.js');
      this.#copies = new this.#parts.InlineCopies(this.#options.classes);
      this.#state = await this.#initialize(this.#copies);
    } catch (reason) {
      this.#broken = { reason };
    }
  }

  /** The next one, if it may run beside those that do. */
  #next(): Turn | undefined {
    const [next] = this.#turns;
    if (!next) return undefined;
    const active = [...this.#running].filter(({ isPaused }) => !isPaused);
    const others = active.map(({ submission }) => submission.batch);
    return mayRunBeside(next.submission.batch, others) ? this.#turns.shift() : undefined;
  }

  async #run(turn: Turn): Promise<void> {
    const { submission } = turn;
    this.#running.add(turn);
    while (!submission.isOver) {
      if (performance.now() - this.#breathedAt >= BREATHE_AFTER) await this.#breathe();
      if (this.#isTerminated) return;
      if (submission.cancelled) {
        submission.unrun();
        break;
      }
      const results = await this.#runItem(turn);
      if (this.#isTerminated) return;
      if (!results) {
        submission.unrun();
        break;
      }
      if (submission.batch.credit) submission.values(asEnd(results));
      else submission.results(results);
    }
    turn.stopGrace?.();
    this.#running.delete(turn);
    void this.#work();
  }

  /** @throws InitializerError (rejects) if the initializer fails. */
  async #initialize(copies: InlineCopies): Promise<{ readonly value: unknown } | undefined> {
    const { initializer, initargs = [] } = this.#options;
    if (!initializer) return undefined;
    try {
      const args = copies.copy(initargs)() as never[];
      return { value: await runInScope({ task: undefined }, () => initializer(...args)) };
    } catch (cause) {
      throw new InitializerError(cause);
    }
  }

  async #breathe(): Promise<void> {
    // A macrotask, as messages from workers are: promises alone would keep timers and sockets waiting.
    await new Promise((resolve) => setTimeout(resolve));
    this.#breathedAt = performance.now();
  }

  /** Reads all values that a function gives. */
  async #readAll(turn: Turn, index: number, run: () => unknown): Promise<void> {
    const { submission, controller, limit } = turn;
    const copies = this.#copies as InlineCopies;
    const { readValues } = this.#parts as typeof Parts;
    let start = performance.now();
    await readValues(await run(), {
      index,
      credit: submission.batch.credit as Credit,
      signal: controller.signal,
      batch: turn,
      give: (value) => {
        let make: () => unknown;
        const before = copies.bytes;
        try {
          make = copies.copy(value);
        } catch (obstacle) {
          throw uncloneable(index, 'result', obstacle);
        }
        const now = performance.now();
        const bytes = copies.bytes - before;
        submission.values({ values: [make()], bytes, ends: [], elapsed: now - start, workerId: 1 });
        start = now;
        return bytes;
      },
      pause: (isPaused) => {
        limit?.pause(isPaused);
        turn.isPaused = isPaused;
        if (isPaused) void this.#work();
      },
      breathe: () => (performance.now() - this.#breathedAt >= BREATHE_AFTER ? this.#breathe() : undefined),
    });
  }

  /**
   * Waits for the function of an item, and no longer than it may take.
   *
   * @throws TaskTimeoutError or `GIVEN_UP` (rejects), however the function ends.
   */
  #whileWanted(turn: Turn, index: number, work: (signal: AbortSignal) => unknown): Promise<unknown> {
    const { timeout, grace } = turn.submission.batch.call;
    if (timeout === Infinity) {
      return new Promise((resolve, reject) => {
        turn.giveUp = reject;
        void Promise.resolve(work(turn.controller.signal)).then(resolve, reject);
      });
    }
    const { ItemLimit: Limit, timeoutReason } = this.#parts as typeof Parts;
    const late = (): TaskTimeoutError => new TaskTimeoutError(index, timeout);
    const controller = new AbortController();
    turn.controller = controller;
    const waiting = new Promise((resolve, reject) => {
      turn.giveUp = reject;
      turn.limit = new Limit(
        this.clock,
        { timeout, grace },
        { late: () => controller.abort(timeoutReason()), over: () => reject(late()) },
      );
      void Promise.resolve(work(controller.signal)).then(resolve, reject);
    });
    return waiting.finally(() => {
      if (turn.limit?.end()) throw late();
    });
  }

  /** Resolves to nothing if it was given up. */
  async #runItem(turn: Turn): Promise<Omit<Results, 'type'> | undefined> {
    const { submission } = turn;
    const { call, items, first, attempt } = submission.batch;
    const position = submission.reported;
    const copies = this.#copies as InlineCopies;
    const index = first + position;
    const workerId = 1;
    const start = performance.now();
    const report = (value: unknown, rejection?: Rejection): Omit<Results, 'type'> => ({
      values: [value],
      rejections: rejection && new Map([[0, rejection]]),
      elapsed: performance.now() - start,
      workerId,
    });
    const fail = (reason: unknown, retriable: boolean): Omit<Results, 'type'> => {
      noteTaskInfo(reason, { index, attempt, workerId, omitted: [] });
      return report(undefined, { reason, retriable });
    };
    let make: () => unknown;
    try {
      make = copies.copy(items[position]);
    } catch (obstacle) {
      return fail(uncloneable(index, 'argument', obstacle), false);
    }
    const fn = call.loaded as (...args: unknown[]) => unknown;
    const reporter =
      call.hear &&
      new (this.#parts as typeof Parts).Reporter<() => unknown>({
        index,
        copy: (told) => copies.copy(told),
        send: (read) => submission.tell(position, read),
        now: () => performance.now(),
      });
    const state = this.#state;
    let value: unknown;
    try {
      value = await this.#whileWanted(turn, index, (signal) =>
        runInScope(
          {
            task: { index, attempt, workerId, signal },
            ...(reporter && { report: (told: unknown) => reporter.take(told) }),
            ...(state && { state }),
          },
          () => {
            const run = (): unknown => {
              const item = make();
              return call.spread ? fn(...argumentsOf(item, index)) : fn(item, index);
            };
            const whole = submission.batch.credit ? () => this.#readAll(turn, index, run) : run;
            return reporter ? reporter.follow(whole) : whole();
          },
        ),
      );
    } catch (reason) {
      return reason === GIVEN_UP ? undefined : fail(reason, true);
    }
    try {
      make = copies.copy(value);
    } catch (obstacle) {
      return fail(uncloneable(index, 'result', obstacle), true);
    }
    try {
      return report(make());
    } catch (reason) {
      return fail(reason, true);
    }
  }
}

/** Turns the result of an item into the report of its end, as an item that gives values is reported. */
function asEnd({ rejections, ...rest }: Omit<Results, 'type'>): Omit<Values, 'type'> {
  return { ...rest, values: [], bytes: 0, ends: [{ at: 0, rejection: rejections?.get(0) }] };
}

function uncloneable(index: number, where: 'argument' | 'result', thrown: unknown): UncloneableError {
  const { path = '', advice, cause = thrown } = thrown as Partial<Obstacle>;
  return new UncloneableError(index, where, path, { advice, cause });
}
