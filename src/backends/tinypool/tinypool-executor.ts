import { availableParallelism } from 'node:os';
import { InitializerError, PoolError } from '../../errors.js';
import type { Cancel, Chunk, Executor, Settle, Workers } from '../../executor/executor.js';
import { realClock } from '../../executor/real-clock.js';
import type { AnyFunction } from '../../function/any-function.js';
import { Lane } from '../../lane/lane.js';
import type { FromWorker, Greeting } from '../../wire/messages.js';
import type { Shipment } from '../../wire/shipment.js';
import { unpackError, type ErrorClass } from '../../wire/unpack-error.js';
import { Crew, type Ending, type Talk } from './crew.js';
import { shipFunction } from './ship-function.js';

/**
 * Chunks that a worker may have at once: the one it runs and those that wait there for it. One waiting hides the way
 * between the threads; more would only wait behind a slow one. A process cannot be asked to give back what waits while
 * it is busy, so nothing does.
 */
const WINDOW = { worker_threads: 2, child_process: 1 };

/**
 * Work that is sent to a worker at once, in ms. More makes the way to it (about 0.1 ms) cheaper still, less spreads
 * the end of a job better, and loses less when a worker dies.
 */
const MESSAGE_TIME = 1;

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

/** What the tinypool backend can be told; `PoolOptions` says what each means. */
export interface TinypoolExecutorOptions {
  processes?: number;
  initializer?: AnyFunction;
  initargs?: readonly unknown[];
  finalizer?: AnyFunction;
  maxtasksperchild?: number;
  runtime?: 'worker_threads' | 'child_process';
  resourceLimits?: object;
  env?: Readonly<Record<string, string | undefined>>;
  execArgv?: readonly string[];
  errorClasses?: readonly ErrorClass[];
}

/** Runs chunks on worker threads or child processes. */
export function tinypoolExecutor(options: TinypoolExecutorOptions = {}): Executor {
  return new TinypoolExecutor(options);
}

/** A worker's place: its lane, and the conversation that goes on with whoever fills it. */
interface Post {
  readonly workerId: number;
  readonly lane: Lane;
  state: 'off' | 'starting' | 'live' | 'leaving';
  talk: Talk | undefined;
  /** Its worker has run the finalizer. */
  finished: boolean;
}

class TinypoolExecutor implements Executor {
  readonly size: number;
  readonly window: number;
  readonly messageTime = MESSAGE_TIME;
  readonly supportsTransfer: boolean;
  readonly supportsKill = true;
  readonly clock = realClock;
  readonly #options: TinypoolExecutorOptions;
  readonly #posts: readonly Post[];
  #crew: Crew | undefined;
  #hooks: Promise<Pick<Greeting, 'initializer' | 'finalizer'>> | undefined;
  #held = false;
  #stopGrace: (() => void) | undefined;
  #failedStarts = 0;
  #broken: { readonly reason: unknown } | undefined;
  #closing: (() => void) | undefined;
  #isOver = false;

  constructor(options: TinypoolExecutorOptions) {
    const { processes = availableParallelism(), errorClasses = [], maxtasksperchild = Infinity } = options;
    this.#options = options;
    this.size = processes;
    this.window = WINDOW[options.runtime ?? 'worker_threads'];
    this.supportsTransfer = options.runtime !== 'child_process';
    const laneOptions = { clock: realClock, errorClasses, maxtasksperchild };
    this.#posts = Array.from({ length: processes }, (_, at): Post => {
      const lane = new Lane(at + 1, laneOptions, () => post.talk?.link.post({ type: 'end', then: 'exit' }));
      const post: Post = { workerId: at + 1, lane, state: 'off', talk: undefined, finished: false };
      return post;
    });
  }

  get workers(): Workers {
    const starting = this.#posts.filter(({ state }) => state === 'starting').length;
    const busy = this.#posts.filter(({ lane }) => lane.load > 0).length;
    return { starting, busy, idle: this.#crew ? Math.max(0, this.size - starting - busy) : 0 };
  }

  load(fn: AnyFunction): Shipment | Promise<Shipment> {
    if (this.#broken) throw this.#broken.reason;
    return shipFunction(fn);
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
    else if (this.#crew && !this.#closing) this.#stopGrace = this.clock.after(GRACE, () => this.#rest());
  }

  async close(): Promise<void> {
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
    this.#hooks ??= this.#loadHooks();
    this.#hooks.then(
      (hooks) => this.#greet(post, hooks),
      (reason: unknown) => this.#break(new InitializerError(reason)),
    );
  }

  async #loadHooks(): Promise<Pick<Greeting, 'initializer' | 'finalizer'>> {
    const { initializer, finalizer } = this.#options;
    const [one, other] = await Promise.all([
      initializer && shipFunction(initializer),
      finalizer && shipFunction(finalizer),
    ]);
    return { initializer: one, finalizer: other };
  }

  #greet(post: Post, hooks: Pick<Greeting, 'initializer' | 'finalizer'>): void {
    if (this.#isOver || this.#broken) return;
    const { initargs = [] } = this.#options;
    const { workerId } = post;
    try {
      this.#crew ??= new Crew(this.#crewOptions());
      const talk = this.#crew.talk({ workerId, initargs, ...hooks }, (message) =>
        this.#receive(post, message),
      );
      post.talk = talk;
      void talk.over.then((ending) => this.#over(post, talk, ending));
    } catch (reason) {
      this.#break(reason);
    }
  }

  #crewOptions(): ConstructorParameters<typeof Crew>[0] {
    const { runtime, resourceLimits, env, execArgv } = this.#options;
    return {
      size: this.size,
      ...(runtime && { runtime }),
      ...(resourceLimits && { resourceLimits }),
      ...(env && { env: env as Record<string, string> }),
      ...(execArgv && { execArgv: [...execArgv] }),
    };
  }

  #receive(post: Post, message: FromWorker): void {
    const { lane, talk } = post;
    if (message.type === 'results') lane.results(message);
    else if (message.type === 'stopped') lane.stopped(message.seq);
    else if (message.type === 'broken') this.#break(new InitializerError(unpackError(message.error, [], 0)));
    else if (message.type === 'ready' && talk) {
      this.#failedStarts = 0;
      post.state = 'live';
      talk.identify(message.thread);
      if (this.#closing) this.#leave(post, 'stop');
      else if (this.#held) lane.connect(talk.link, message.known, message.ran);
      else this.#leave(post, 'rest');
    }
  }

  /** Nobody has needed the workers for a while: ends the conversations, which would keep the program alive. */
  #rest(): void {
    for (const post of this.#posts) if (post.state === 'live') this.#leave(post, 'rest');
  }

  #leave(post: Post, then: 'rest' | 'stop'): void {
    post.state = 'leaving';
    post.lane.disconnect();
    post.talk?.link.post({ type: 'end', then });
  }

  #over(post: Post, talk: Talk, ending: Ending): void {
    // What the worker said last may still be on its way, on a channel of its own.
    talk.link.drain();
    if (this.#isOver) return;
    const { state, lane } = post;
    post.state = 'off';
    post.talk = undefined;
    if (ending.type === 'death') {
      if (state === 'live') lane.died(ending.death);
      else if (state === 'starting') this.#failedStart(ending);
      else if (ending.death.cause !== undefined) {
        process.emitWarning(`Pool finalizer failed: ${messageOf(ending.death.cause)}`, 'PoolWarning');
      }
    } else lane.disconnect();
    talk.link.close();
    if (this.#closing) this.#finish(post, state);
    else if (this.#held && !this.#broken && post.state === 'off') this.#start(post);
  }

  #failedStart({ death }: Extract<Ending, { type: 'death' }>): void {
    const { cause, exitCode } = death;
    const how = cause === undefined ? `exit code ${exitCode}` : messageOf(cause);
    if (this.#options.initializer) {
      this.#break(new InitializerError(new Error(`the worker died before it was ready (${how})`, { cause })));
      return;
    }
    this.#failedStarts++;
    if (this.#failedStarts < FAILED_STARTS) return;
    this.#break(
      new PoolError(`Workers cannot start: ${FAILED_STARTS} died before they were ready (${how})`, { cause }),
    );
  }

  /** Counts the workers that are done with their finalizer; one that was elsewhere gets to it now. */
  #finish(post: Post, state: Post['state']): void {
    if (state === 'leaving' || this.#broken) post.finished = true;
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
    const crew = this.#crew;
    this.#crew = undefined;
    await crew?.destroy();
    for (const { talk } of this.#posts) talk?.link.close();
  }
}

/** What an error says; across processes, tinypool makes plain objects of errors. */
function messageOf(error: unknown): string {
  return String((error as { message?: unknown } | null)?.message ?? error);
}
