import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { MessageChannel } from 'node:worker_threads';
import { Tinypool, type Options, type TinypoolWorker } from 'tinypool';
import { writeData } from '../../function/bytes.js';
import { inheritedEnvironment, inheritedFlags, withoutInherited } from './worker-environment.js';
import type { Greeting } from '../../wire/messages.js';
import { SharedLedger } from '../../wire/shared-ledger.js';
import { type Crew, type Death, StartError, type WorkerEvents } from '../../workers/crew.js';
import type { Link } from '../../workers/link.js';
import { processLink } from './process-link.js';
import type { Start } from './start.js';
import { threadLink } from './thread-link.js';

const ENTRY = new URL('./entry.js', import.meta.url);

const { setTimeout, clearTimeout } = globalThis;

// How long a killed worker may take to be gone, in ms, before it counts as dead anyway. Native code that does not
// return can hold a thread for ever.
const LONGEST_DEATH = 1000;

// How long the end of a pool waits for its workers to be gone, in ms: longer than tinypool lets a process ignore that
// it is asked to end, and no longer than a thread in native code is worth waiting for.
const LONGEST_END = 3000;

// The longest that a timer can wait, in ms: tinypool ends a worker that has had no task for so long.
const FOR_EVER = 2 ** 31 - 1;

/** What tinypool is told about its workers. */
export type TinypoolCrewOptions = Pick<Options, 'runtime' | 'resourceLimits' | 'env' | 'execArgv'>;

/**
 * Workers that tinypool starts and ends, each by a `Tinypool` of its own.
 *
 * Its only task begins the worker's session and returns; what follows goes through a private channel. So tinypool
 * neither queues work nor decides which worker gets it, and does not keep the program alive; who is gone, and why, is
 * known of each worker by itself.
 */
export class TinypoolCrew implements Crew {
  readonly #options: TinypoolCrewOptions;
  readonly #members = new Set<Member>();

  constructor(options: TinypoolCrewOptions) {
    this.#options = withoutInherited(options);
  }

  hire(greeting: Greeting, events: WorkerEvents): Link {
    const member: Member = new Member(this.#options, greeting, events, () => this.#members.delete(member));
    this.#members.add(member);
    return member.link;
  }

  async destroy(): Promise<void> {
    await Promise.all(Array.from(this.#members, (member) => member.destroy()));
  }
}

/** One worker, from its start to its end. */
class Member {
  readonly link: Link;
  readonly #pool: Tinypool;
  readonly #worker: TinypoolWorker;
  readonly #events: WorkerEvents;
  readonly #onGone: () => void;
  /** Resolves when the worker is gone. */
  readonly #gone: Promise<void>;
  #cause: unknown;
  #isKilled = false;
  #isEnding = false;
  #isEnded = false;
  #stopTimer: () => void = () => undefined;

  constructor(
    { runtime = 'worker_threads', env, execArgv, ...options }: TinypoolCrewOptions,
    greeting: Greeting,
    events: WorkerEvents,
    onGone: () => void,
  ) {
    this.#events = events;
    this.#onGone = onGone;
    const own = env ?? inheritedEnvironment(runtime);
    const isInherited = execArgv === undefined;
    this.#pool = startPool(isInherited, {
      ...options,
      // Always there, so that none is inherited from Object.prototype.
      env: (own && runtime === 'child_process' ? withoutInherited(own) : own) as Record<string, string>,
      execArgv: (isInherited ? inheritedFlags() : execArgv) as string[],
      runtime,
      minThreads: 1,
      maxThreads: 1,
      idleTimeout: FOR_EVER,
      // Between tasks, its waiting on shared memory would freeze the worker's timers and sockets.
      useAtomics: false,
      serialization: 'advanced',
    });
    // There is one worker now; tinypool puts no other in its place.
    this.#pool.options.minThreads = 0;
    const [worker] = this.#pool.threads as [TinypoolWorker];
    this.#worker = worker;
    this.#gone = this.#watch();
    this.link =
      runtime === 'worker_threads' ? this.#toThread(greeting) : this.#toProcess(greeting, childOf(worker));
  }

  /** Ends the worker; resolves when it is gone, or does not go. */
  async destroy(): Promise<void> {
    this.#end();
    let stopTimer = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      stopTimer = startTimer(LONGEST_END, resolve);
    });
    await Promise.race([this.#gone, late]);
    stopTimer();
  }

  #toThread(greeting: Greeting): Link {
    const ledger = new SharedLedger();
    const { port1, port2 } = new MessageChannel();
    const start: Start = { runtime: 'worker_threads', greeting, port: port2, memory: ledger.memory };
    const link = threadLink(
      this.#worker,
      port1,
      ledger,
      (message) => this.#events.message(message),
      () => this.#kill(),
    );
    this.#run(start, { transferList: [port2] });
    return link;
  }

  #toProcess(greeting: Greeting, child: ChildProcess): Link {
    // A process that has closed its channel can be told nothing any more, not even to end.
    child.once('disconnect', () => child.kill('SIGKILL'));
    // Not from `node:crypto`, which takes long to load and is needed here only.
    const name = crypto.randomUUID();
    const { link, channel } = processLink(
      this.#worker,
      child,
      name,
      (message) => this.#events.message(message),
      () => this.#kill(),
    );
    this.#run({ runtime: 'child_process', greeting: writeData(greeting), channel: name }, { channel });
    return link;
  }

  #run(start: Start, options: Parameters<Tinypool['run']>[1]): void {
    this.#pool.run(start, { ...options, filename: ENTRY.href }).catch((error: unknown) => this.#fail(error));
  }

  /** Hears of the worker's end. */
  #watch(): Promise<void> {
    this.#worker.on('error', (error) => this.#fail(error));
    // Without a listener, what the worker tells as well would be an uncaught error of the program.
    this.#pool.on('error', () => undefined);
    return new Promise((resolve) => {
      this.#worker.once('exit', (exitCode: number | null, signal: string | null = null) => {
        const over = (): void => {
          this.#over(exitCode, signal);
          resolve();
        };
        const child = childOf(this.#worker) as ChildProcess | undefined;
        // A process may be gone before all it has sent is read.
        if (child?.connected) child.once('disconnect', over);
        else over();
      });
    });
  }

  /** Something has failed that the worker cannot survive. */
  #fail(error: unknown): void {
    if (!isNotice(error)) this.#cause ??= error;
    const child = childOf(this.#worker) as ChildProcess | undefined;
    // A process that never was has no end that it would tell of, and tinypool waits for one.
    if (child && child.pid === undefined && !this.#isEnded) child.emit('exit', null, null);
    // It may live on where it could not even begin.
    this.#kill();
  }

  /** The near side has no use for the worker any more. */
  #kill(): void {
    if (this.#isKilled) return;
    // First: what follows may fail, and come back here.
    this.#isKilled = true;
    // A process that is stopped, or hears what it is to end by, would take no notice of anything else.
    (childOf(this.#worker) as ChildProcess | undefined)?.kill('SIGKILL');
    if (this.#isEnding) return;
    this.#end();
    this.#stopTimer = startTimer(LONGEST_DEATH, () => this.#over(null, null));
  }

  #end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    // Not by tinypool's own destroy(): where the worker fails meanwhile, that ends the whole program.
    this.#worker.emit('error', new Killed());
  }

  #over(exitCode: number | null, signal: string | null): void {
    this.#stopTimer();
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#onGone();
    this.#end();
    this.#pool.emitDestroy();
    const death: Death = { type: 'death', exitCode, signal, cause: this.#cause };
    this.#events.ended(death);
  }
}

/** The near side has ended its worker, or it has ended by itself. */
class Killed extends Error {}

/**
 * Starts tinypool, and with it a worker.
 *
 * @param isInherited - The flags are the program's own.
 * @throws StartError if the system has none to give.
 */
function startPool(isInherited: boolean, options: Options): Tinypool {
  let child: ChildProcess | undefined;
  // Tinypool sends to a process before it hears that the process could not be started.
  const provide = (message: unknown): void => {
    child = (message as { process: ChildProcess }).process;
    child.send = () => false;
  };
  subscribe('child_process', provide);
  try {
    const pool = isInherited ? makePool(options) : new Tinypool(options);
    // There is nothing to kill: each try would be an error, at which tinypool would try again.
    if (child && child.pid === undefined) child.kill = () => false;
    return pool;
  } catch (error) {
    throw new StartError(error);
  } finally {
    unsubscribe('child_process', provide);
  }
}

/** Leaves out flags that count for the whole program anyway: Node refuses to give them to a thread. */
function makePool(options: Options): Tinypool {
  try {
    return new Tinypool(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const { execArgv = [] } = options;
    const kept = execArgv.filter((flag) => !message.includes(flag));
    if (code !== 'ERR_WORKER_INVALID_EXEC_ARGV' || kept.length === execArgv.length) throw error;
    return makePool({ ...options, execArgv: kept });
  }
}

/** The process of a worker that is one. */
function childOf(worker: TinypoolWorker): ChildProcess {
  return (worker as unknown as { process: ChildProcess }).process;
}

/** True for errors that only say that the worker is gone, as `Death` does better. */
function isNotice(error: unknown): boolean {
  if (error instanceof Killed) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    error.message === 'Worker exited unexpectedly' ||
    // What writing to a process that has gone ends with.
    code === 'EPIPE' ||
    code === 'ERR_IPC_CHANNEL_CLOSED'
  );
}

function startTimer(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
