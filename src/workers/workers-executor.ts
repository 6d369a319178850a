import { InitializerError, PoolError, UncloneableError } from '../errors.js';
import type { Batch } from '../executor/batch.js';
import type { Clock } from '../executor/clock.js';
import type { Cancel, Executor, JobNeeds, Workers } from '../executor/executor.js';
import type { PoolObserver } from '../executor/observer.js';
import type { OnReport } from '../executor/report.js';
import { Submission } from '../executor/submission.js';
import type { AnyFunction } from '../function/any-function.js';
import { readClasses } from '../values/class-table.js';
import { sayValue } from '../values/say-value.js';
import { weigh } from '../executor/weigh.js';
import type { Greeting } from '../wire/messages.js';
import type { Shipment } from '../wire/shipment.js';
import type { Crew, Death } from './crew.js';
import { Hooks } from './hooks.js';
import { MESSAGE_TIME } from './message-time.js';
import { Notices } from './notices.js';
import { Patrol } from './patrol.js';
import { SentFunctions } from './sent-functions.js';
import { Slot } from './slot.js';
import type { WorkersExecutorOptions, WorkersKind } from './workers-options.js';

/**
 * Workers that may die one after another before one is ready. More survive a passing lack of memory or processes,
 * fewer tell sooner that workers cannot start at all.
 */
const FAILED_STARTS = 3;

/** What a worker dies of that the system has no room for. Node ends itself by SIGABRT then. */
const NOTHING_LEFT = /\b(?:EAGAIN|EMFILE|ENFILE|ENOMEM|SIGABRT)\b/;

/** What has to be there before the first worker starts. */
interface Preparation {
  readonly crew: Crew;
  readonly greeting: Omit<Greeting, 'workerId'>;
}

/** Ends the workers of pools that were garbage-collected. */
const dropped = new FinalizationRegistry<() => void>((end) => end());

/** Runs batches on workers, each in a slot of its own, and replaces those that die. */
export class WorkersExecutor implements Executor {
  readonly weigh = weigh;
  readonly size: number;
  readonly window: number;
  readonly messageTime = MESSAGE_TIME;
  readonly supportsTransfer: boolean;
  readonly clock: Clock;
  readonly #options: WorkersExecutorOptions;
  readonly #kind: WorkersKind;
  readonly #hooks: Hooks;
  readonly #notices: Notices;
  readonly #patrol: Patrol;
  readonly #slots: readonly Slot[];
  /** Loaded when the first worker is needed. */
  #preparation: Preparation | 'loading' | undefined;
  #isHeld = false;
  /** Workers that have died one after another before one was ready. */
  #failedStarts = 0;
  #broken: { readonly reason: unknown } | undefined;
  /** Called when the last worker has left. */
  #onClosed: (() => void) | undefined;
  #isOver = false;
  #unfollow: (() => void) | undefined;

  constructor(options: WorkersExecutorOptions, kind: WorkersKind) {
    const { maxtasksperchild = Infinity, onCrash, errorClasses = [] } = options;
    // `report` throws that one in workers.
    const classes = readClasses(options.classes, [...errorClasses, UncloneableError]);
    const { size, window, clock, mayStop } = kind;
    this.#options = options;
    this.#kind = kind;
    this.size = size;
    this.window = window;
    this.supportsTransfer = kind.supportsTransfer;
    this.clock = clock;
    this.#hooks = new Hooks(options, classes, kind);
    this.#notices = new Notices(clock, kind.warn, onCrash);
    this.#patrol = new Patrol(clock);
    const shared = {
      clock,
      window,
      mayStop,
      patrol: this.#patrol,
      notices: this.#notices,
      classes,
      maxtasksperchild,
      functions: new SentFunctions(),
      readableStack: kind.readableStack,
    };
    const events = {
      ready: (slot: Slot) => this.#ready(slot),
      emptied: (slot: Slot, death: Omit<Death, 'type'> | undefined) => this.#emptied(slot, death),
      broken: (reason: unknown) => this.#break(reason),
    };
    this.#slots = Array.from({ length: size }, (_, at) => new Slot(at + 1, shared, events));
  }

  get workers(): Workers {
    const count = { starting: 0, idle: 0, busy: 0 };
    for (const { state, isBusy } of this.#slots) {
      if (state === 'starting') count.starting++;
      else if (isBusy) count.busy++;
      else if (state === 'live') count.idle++;
    }
    return count;
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  check({ action, concurrency, givesMany, ordering, retries = 0 }: JobNeeds): void {
    const { maxtasksperchild = Infinity } = this.#options;
    if (maxtasksperchild === Infinity) return;
    // Every worker may be about to leave, with an item that waits for one that has yet to run, or has to run again.
    if (givesMany && ordering === 'in-order') {
      const refuse = (option: string, most: number, received: number): never => {
        throw new RangeError(
          `Cannot ${action}: ${option} must be ${most} in a pool with maxtasksperchild: received ${received}; poolMergeMap takes it`,
        );
      };
      if (retries > 0) refuse('retries', 0, retries);
      if (concurrency > 1) refuse('concurrency', 1, concurrency);
    }
    if (concurrency === 1 || maxtasksperchild !== 1) return;
    throw new RangeError(
      `Cannot ${action}: concurrency must be 1 in a pool with maxtasksperchild: 1: received ${concurrency}`,
    );
  }

  load(fn: AnyFunction): Shipment | Promise<Shipment> {
    if (this.#broken) throw this.#broken.reason;
    const shipment = this.#kind.ship(fn, this.#hooks.context);
    if (!('way' in shipment)) return shipment.then((one) => this.#hooks.withClasses(one));
    this.#hooks.compare(shipment);
    return this.#hooks.withClasses(shipment);
  }

  submit(batch: Batch, onReport: OnReport): Cancel {
    if (!this.#broken) return this.#best().submit(batch, onReport);
    const submission = new Submission(batch, onReport);
    submission.broken(this.#broken.reason);
    return submission.accepted(() => undefined);
  }

  hold(busy: boolean): void {
    this.#isHeld = busy;
    if (!busy || this.#isOver || this.#broken) return;
    for (const slot of this.#slots) if (slot.state === 'off') this.#start(slot);
  }

  /**
   * Ends the workers when nobody can use them any more.
   *
   * @param owner - Who closes this executor; held by nobody here.
   */
  follow(owner: object): void {
    const end = (): void => {
      if (!this.#preparation) return;
      this.#notices.dropped(this.size);
      void this.close();
    };
    dropped.register(owner, end, end);
    this.#unfollow = () => dropped.unregister(end);
  }

  observe(observer: PoolObserver | undefined): void {
    this.#notices.observer = observer;
  }

  async close(): Promise<void> {
    this.#unfollow?.();
    const isAwaited = this.#options.finalizer !== undefined || this.#slots.some(({ disposes }) => disposes);
    if (isAwaited && !this.#broken && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#onClosed = resolve;
        // Those that are starting still have to run their finalizer, too.
        for (const slot of this.#slots) slot.end();
        this.#finishClosing();
      });
    }
    await this.#destroy();
  }

  async terminate(): Promise<void> {
    this.#unfollow?.();
    this.#onClosed?.();
    await this.#destroy();
  }

  /** The slot where a batch waits least. */
  #best(): Slot {
    let [best] = this.#slots as readonly [Slot, ...Slot[]];
    for (const slot of this.#slots) if (slot.cost < best.cost) best = slot;
    return best;
  }

  // ---- workers come

  #start(slot: Slot): void {
    slot.reserve();
    if (this.#preparation === undefined) void this.#prepare();
    else if (this.#preparation !== 'loading') this.#fill(slot, this.#preparation);
  }

  async #prepare(): Promise<void> {
    this.#preparation = 'loading';
    try {
      const [greeting, crew] = await Promise.all([this.#hooks.greeting(), this.#kind.recruit()]);
      this.#preparation = { greeting, crew };
      for (const slot of this.#slots) if (slot.state === 'starting') this.#fill(slot, this.#preparation);
    } catch (reason) {
      this.#break(reason);
    }
  }

  #fill(slot: Slot, { crew, greeting }: Preparation): void {
    if (this.#isOver || this.#broken) return;
    try {
      slot.start(crew, { workerId: slot.workerId, ...greeting });
    } catch (reason) {
      this.#break(reason);
    }
  }

  #ready(slot: Slot): void {
    this.#failedStarts = 0;
    if (this.#onClosed) slot.end();
  }

  // ---- workers go

  /** @param failedStart - How the worker died, if it was not ready before. */
  #emptied(slot: Slot, failedStart: Omit<Death, 'type'> | undefined): void {
    if (failedStart && ++this.#failedStarts >= FAILED_STARTS) this.#break(this.#unstartable(failedStart));
    else if (this.#onClosed) this.#finishClosing();
    else if (this.#isHeld && !this.#isOver && !this.#broken) this.#start(slot);
  }

  #unstartable({ cause, exitCode, signal }: Omit<Death, 'type'>): PoolError {
    const ending = signal ?? `exit code ${exitCode}`;
    const { message = ending } = Object(cause) as { message?: unknown };
    const advice = NOTHING_LEFT.test(String(message))
      ? ': the system may have no threads, processes, files or memory left; make the pool smaller (option processes), or raise its limits (ulimit)'
      : '';
    const what = `${FAILED_STARTS} in a row died before they were ready (${sayValue(message)})${advice}`;
    return this.#options.initializer
      ? new InitializerError(new Error(what, { cause }))
      : new PoolError(`Workers cannot start: ${what}`, { cause });
  }

  #finishClosing(): void {
    if (this.#slots.every(({ state }) => state === 'off')) this.#onClosed?.();
  }

  /** No worker will ever be of use: tells everyone, once. */
  #break(reason: unknown): void {
    if (this.#broken || this.#isOver) return;
    this.#broken = { reason };
    for (const slot of this.#slots) slot.fail(reason);
    this.#onClosed?.();
    void this.#destroy();
  }

  async #destroy(): Promise<void> {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#patrol.stop();
      for (const slot of this.#slots) slot.abandon();
    }
    if (typeof this.#preparation === 'object') await this.#preparation.crew.destroy();
  }
}
