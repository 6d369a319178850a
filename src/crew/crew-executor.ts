import { InitializerError, PoolError } from '../errors.js';
import type { Cancel, Chunk, Executor, Settle, Workers } from '../executor/executor.js';
import type { PoolEvent } from '../executor/pool-event.js';
import type { PoolObserver } from '../executor/pool-observer.js';
import { realClock } from '../executor/real-clock.js';
import type { WorkerCrash } from '../executor/worker-crash.js';
import type { AnyFunction } from '../function/any-function.js';
import { Lane } from '../lane/lane.js';
import type { LaneOptions } from '../lane/lane-options.js';
import type { Death } from '../lane/link.js';
import { Patrol } from '../lane/patrol.js';
import { SentFunctions } from '../lane/sent-functions.js';
import type { ErrorData } from '../wire/error-data.js';
import { findUncloneable } from '../wire/find-uncloneable.js';
import type { FromWorker, Greeting } from '../wire/messages.js';
import { sayValue } from '../wire/say-value.js';
import type { Shipment } from '../wire/shipment.js';
import { unpackError, type ErrorClass } from '../wire/unpack-error.js';
import type { Crew, Ending, Talk } from './crew.js';
import { MESSAGE_TIME } from './message-time.js';
import { whenDropped } from './when-dropped.js';

/**
 * How long the conversations with idle workers go on, in ms. Longer spares a sequence of short calls the greeting
 * each time (about 0.1 ms), shorter lets a program that is done end sooner.
 */
const GRACE = 20;

/**
 * Workers that may die one after another before one is ready. More survive a passing lack of memory or processes,
 * fewer tell sooner that workers cannot start at all.
 */
const FAILED_STARTS = 3;

/** What a pool wants of its workers, whatever they are; `PoolOptions` says what each means. */
export interface CrewExecutorOptions {
  initializer?: AnyFunction;
  initargs?: readonly unknown[];
  finalizer?: AnyFunction;
  maxtasksperchild?: number;
  errorClasses?: readonly ErrorClass[];
  onCrash?: (crash: WorkerCrash) => void;
}

/** What kind of workers they are. */
export interface CrewKind {
  /** Number of workers. */
  readonly size: number;
  /**
   * Chunks that a worker may have at once: the one it runs and those that wait there for it. One waiting hides the way
   * to the worker; more would only wait behind a slow one. A worker that cannot be asked to give back what waits
   * while it is busy should have none waiting.
   */
  readonly window: number;
  readonly supportsTransfer: boolean;
  /** A conversation with a worker keeps the program alive. */
  readonly keepsAlive: boolean;
  /** Makes a function ready to travel to such workers. */
  ship(fn: AnyFunction): Shipment | Promise<Shipment>;
  /** Loads what it takes to have workers, when the first of them is needed; the returned function calls them in. */
  recruit(): Promise<() => Crew>;
  /** True if a value survives the way to them. */
  isCloneable(value: unknown): boolean;
  /** Tells the program what no call will tell it of. */
  warn(what: string, ...thrown: readonly unknown[]): void;
}

/** What has to be there before the first worker starts. */
interface Preparation {
  readonly hooks: Pick<Greeting, 'initializer' | 'finalizer'>;
  readonly hire: () => Crew;
}

/** A worker's place: its lane, and the conversation that goes on with whoever fills it. */
interface Post {
  readonly workerId: number;
  readonly lane: Lane;
  /** `resting` and `stopping`: it was told to, and the conversation is about to end. */
  state: 'off' | 'starting' | 'live' | 'resting' | 'stopping';
  talk: Talk | undefined;
  /** What its worker said that it dies of. */
  lastWords: Pick<Death, 'cause' | 'isStray'> | undefined;
  /** Its worker has run the finalizer. */
  finished: boolean;
  /** What an observer was told last of the worker that is there; undefined if it is to be told of the next. */
  told: WorkerState | undefined;
}

/** What an observer is told of a worker. */
type WorkerState = Extract<PoolEvent, { type: 'worker' }>['state'];

/** Runs chunks on workers, each with a lane of its own, and replaces those that die. */
export class CrewExecutor implements Executor {
  readonly size: number;
  readonly window: number;
  readonly messageTime = MESSAGE_TIME;
  readonly supportsTransfer: boolean;
  readonly supportsKill = true;
  readonly clock = realClock;
  readonly #options: CrewExecutorOptions;
  readonly #kind: CrewKind;
  readonly #posts: readonly Post[];
  readonly #laneOptions: LaneOptions;
  readonly #patrol = new Patrol(realClock);
  #observer: PoolObserver | undefined;
  #crew: Crew | undefined;
  #preparation: Promise<Preparation> | undefined;
  #held = false;
  #stopGrace: (() => void) | undefined;
  #broken: { readonly reason: unknown } | undefined;
  #closing: (() => void) | undefined;
  #isOver = false;
  #unfollow: (() => void) | undefined;

  constructor(options: CrewExecutorOptions, kind: CrewKind) {
    const { errorClasses = [], maxtasksperchild = Infinity } = options;
    this.#options = options;
    this.#kind = kind;
    this.size = kind.size;
    this.window = kind.window;
    this.supportsTransfer = kind.supportsTransfer;
    const functions = new SentFunctions();
    const laneOptions = {
      clock: realClock,
      patrol: this.#patrol,
      errorClasses,
      maxtasksperchild,
      functions,
      isMeasured: false,
    };
    this.#laneOptions = laneOptions;
    this.#posts = Array.from({ length: kind.size }, (_, at): Post => {
      const lane = new Lane(at + 1, laneOptions, () => post.talk?.link.post({ type: 'end', then: 'exit' }));
      const post: Post = {
        workerId: at + 1,
        lane,
        state: 'off',
        talk: undefined,
        lastWords: undefined,
        finished: false,
        told: undefined,
      };
      return post;
    });
  }

  get workers(): Workers {
    if (this.#isOver) return { starting: 0, idle: 0, busy: 0 };
    const starting = this.#posts.filter(({ state }) => state === 'starting').length;
    const busy = this.#posts.filter(({ state, lane }) => state !== 'starting' && lane.load > 0).length;
    return { starting, busy, idle: this.#crew ? Math.max(0, this.size - starting - busy) : 0 };
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  load(fn: AnyFunction): Shipment | Promise<Shipment> {
    if (this.#broken) throw this.#broken.reason;
    return this.#kind.ship(fn);
  }

  submit(chunk: Chunk, settle: Settle): Cancel {
    const broken = this.#broken;
    if (!broken) return this.#best().lane.accept(chunk, settle);
    queueMicrotask(() => settle({ type: 'broken', reason: broken.reason }));
    return () => undefined;
  }

  hold(busy: boolean): void {
    this.#held = busy;
    this.#stopGrace?.();
    this.#stopGrace = undefined;
    if (this.#isOver || this.#broken) return;
    if (busy) this.#startAll();
    else if (this.#crew && !this.#closing && this.#kind.keepsAlive)
      this.#stopGrace = this.clock.after(GRACE, () => this.#rest());
  }

  /**
   * Ends the workers when nobody can use them any more.
   *
   * @param owner - Who closes this executor; held by nobody here.
   */
  follow(owner: object): void {
    this.#unfollow = whenDropped(owner, () => {
      if (!this.#crew) return;
      this.#kind.warn(
        `rxjs-pool: a Pool was dropped without close(); its workers (${this.size}) are ended now`,
      );
      void this.close();
    });
  }

  observe(observer: PoolObserver | undefined, isMeasured: boolean): void {
    this.#observer = observer;
    this.#laneOptions.isMeasured = isMeasured;
  }

  async close(): Promise<void> {
    this.#unfollow?.();
    this.#stopGrace?.();
    if (this.#crew && this.#options.finalizer && !this.#broken && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#closing = resolve;
        for (const post of this.#posts) {
          if (post.state === 'off') this.#start(post);
          else if (post.state === 'live') this.#leave(post, 'stop');
        }
      });
    }
    await this.#destroy();
  }

  async terminate(): Promise<void> {
    this.#unfollow?.();
    this.#stopGrace?.();
    for (const { lane } of this.#posts) lane.abandon();
    this.#closing?.();
    await this.#destroy();
  }

  /** The post with the least to do, but none that is stuck; of those, one whose worker is there. */
  #best(): Post {
    const cost = ({ lane }: Post): number =>
      lane.load * 2 + (lane.isConnected ? 0 : 1) + (lane.isStuck ? Number.MAX_SAFE_INTEGER : 0);
    return this.#posts.reduce((best, post) => (cost(post) < cost(best) ? post : best));
  }

  #startAll(): void {
    for (const post of this.#posts) if (post.state === 'off') this.#start(post);
  }

  #start(post: Post): void {
    post.state = 'starting';
    // A worker that takes up its conversation again has been there all the time.
    if (!post.told) this.#tell(post, 'starting');
    this.#preparation ??= this.#prepare();
    this.#preparation.then(
      (preparation) => this.#greet(post, preparation),
      (reason: unknown) => this.#break(reason),
    );
  }

  async #prepare(): Promise<Preparation> {
    const failed = (reason: unknown): never => {
      throw new InitializerError(reason);
    };
    const [hooks, hire] = await Promise.all([this.#loadHooks().catch(failed), this.#kind.recruit()]);
    return { hooks, hire };
  }

  async #loadHooks(): Promise<Preparation['hooks']> {
    const { initializer, finalizer, initargs = [] } = this.#options;
    const survives = (value: unknown): boolean => this.#kind.isCloneable(value);
    if (!survives(initargs)) {
      throw new TypeError(`initargs${findUncloneable(initargs, survives)} cannot be copied to a worker`);
    }
    const [one, other] = await Promise.all([
      initializer && this.#kind.ship(initializer),
      finalizer && this.#kind.ship(finalizer),
    ]);
    return { initializer: one, finalizer: other };
  }

  #greet(post: Post, { hooks, hire }: Preparation): void {
    if (this.#isOver || this.#broken) return;
    const { initargs = [] } = this.#options;
    const { workerId } = post;
    try {
      this.#crew ??= hire();
      const talk = this.#crew.talk({ workerId, initargs, ...hooks }, (message) =>
        this.#receive(post, message),
      );
      post.talk = talk;
      void talk.over.then((ending) => this.#over(post, talk, ending));
    } catch (reason) {
      this.#break(reason);
    }
  }

  #receive(post: Post, message: FromWorker): void {
    const { lane, talk } = post;
    if (message.type === 'results') lane.results(message);
    else if (message.type === 'stopped') lane.stopped(message.seq);
    else if (message.type === 'unfinalized')
      this.#kind.warn('Pool finalizer failed', this.#unpack(message.error));
    else if (message.type === 'broken') this.#break(new InitializerError(this.#unpack(message.error)));
    else if (message.type === 'dying') {
      post.lastWords = { cause: this.#unpack(message.error), isStray: message.isStray };
    } else if (message.type === 'ready' && talk) {
      post.state = 'live';
      if (post.told !== 'ready') this.#tell(post, 'ready');
      talk.identify(message.thread);
      if (this.#closing) this.#leave(post, 'stop');
      else if (this.#held || !this.#kind.keepsAlive) lane.connect(talk.link, message.known, message.ran);
      else this.#leave(post, 'rest');
    }
  }

  /** An error that is no item's. */
  #unpack(error: ErrorData): unknown {
    return unpackError(error, this.#options.errorClasses ?? [], -1);
  }

  /** Nobody has needed the workers for a while: ends the conversations, which would keep the program alive. */
  #rest(): void {
    for (const post of this.#posts) if (post.state === 'live') this.#leave(post, 'rest');
  }

  #leave(post: Post, then: 'rest' | 'stop'): void {
    post.state = then === 'rest' ? 'resting' : 'stopping';
    post.lane.disconnect();
    post.talk?.link.post({ type: 'end', then });
  }

  #over(post: Post, talk: Talk, ending: Ending): void {
    // What the worker said last may still be on its way, on a channel of its own.
    talk.link.drain();
    if (this.#isOver) return;
    const { state, lane } = post;
    post.talk = undefined;
    if (ending.type === 'death') this.#died(post, state, { ...ending.death, ...post.lastWords });
    else {
      lane.disconnect();
      if (state !== 'resting') this.#tell(post, 'gone');
    }
    // Only now may the next one start: whoever looks on hears of one worker after the other.
    post.state = 'off';
    post.lastWords = undefined;
    talk.link.close();
    if (ending.type === 'hopeless') this.#break(ending.reason);
    if (this.#closing) this.#finish(post, state);
    else if (this.#held && !this.#broken) this.#start(post);
  }

  #died(post: Post, state: Post['state'], death: Death): void {
    const { lane, workerId } = post;
    const { exitCode, signal, cause, isStray } = death;
    const index = state === 'live' ? lane.died(death) : undefined;
    if (state === 'starting') this.#failedStart(death);
    const { onCrash } = this.#options;
    const hasLeft = index === undefined && cause === undefined && (state === 'live' ? lane.isSpent : true);
    const wasTold = state !== 'starting' && (hasLeft || (state === 'live' && lane.hasKilled));
    const crash = { workerId, index, exitCode, signal, cause };
    this.#tell(post, wasTold ? 'gone' : 'crashed', wasTold ? undefined : crash);
    if (onCrash) {
      if (!wasTold) tell(onCrash, crash);
      return;
    }
    // No call tells of the error.
    if (index === undefined && (isStray || (state !== 'starting' && cause !== undefined))) {
      this.#kind.warn(`Worker ${workerId} died, and no item is charged with it`, cause);
    }
  }

  #tell(post: Post, state: WorkerState, crash?: WorkerCrash): void {
    post.told = state === 'gone' || state === 'crashed' ? undefined : state;
    const { workerId } = post;
    this.#observer?.({ type: 'worker', at: this.clock.now(), workerId, state, crash });
  }

  #failedStart({ cause, exitCode, signal }: Death): void {
    if (!this.#crew || this.#crew.failedStarts < FAILED_STARTS) return;
    const ending = signal ?? `exit code ${exitCode}`;
    const { message = ending } = Object(cause) as { message?: unknown };
    const how = sayValue(message);
    const what = `${FAILED_STARTS} in a row died before they were ready (${how})`;
    const { initializer } = this.#options;
    this.#break(
      initializer
        ? new InitializerError(new Error(what, { cause }))
        : new PoolError(`Workers cannot start: ${what}`, { cause }),
    );
  }

  /** Counts the workers that are done with their finalizer; one that was elsewhere gets to it now. */
  #finish(post: Post, state: Post['state']): void {
    if (state === 'stopping' || this.#broken) post.finished = true;
    else this.#start(post);
    if (this.#posts.every(({ finished }) => finished)) this.#closing?.();
  }

  /** No worker will ever be of use: tells everyone, once. */
  #break(reason: unknown): void {
    if (this.#broken) return;
    this.#broken = { reason };
    this.#closing?.();
    for (const { lane } of this.#posts) lane.fail(reason);
    void this.#destroy();
  }

  async #destroy(): Promise<void> {
    this.#isOver = true;
    this.#patrol.stop();
    const crew = this.#crew;
    this.#crew = undefined;
    await crew?.destroy();
    for (const post of this.#posts) {
      post.talk?.link.close();
      if (post.told) this.#tell(post, 'gone');
    }
  }
}

/** What the callback throws must not keep the dead worker from being replaced. */
function tell(onCrash: (crash: WorkerCrash) => void, crash: WorkerCrash): void {
  try {
    onCrash(crash);
  } catch (reason) {
    queueMicrotask(() => {
      throw reason;
    });
  }
}
