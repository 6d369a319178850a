import type { ChildProcess } from 'node:child_process';
import { MessageChannel } from 'node:worker_threads';
import { Tinypool, type Options, type TinypoolWorker } from 'tinypool';
import type { Crew, Ending, Talk } from '../../crew/crew.js';
import type { Death, Link } from '../../lane/link.js';
import type { FromWorker, Greeting } from '../../wire/messages.js';
import { SharedLedger } from '../../wire/shared-ledger.js';
import { processLink } from './process-link.js';
import { threadLink } from './thread-link.js';
import type { TinypoolTask } from './tinypool-task.js';
import { warn } from './warn.js';

const ENTRY = new URL('./entry.js', import.meta.url);

// How long a killed worker may take to be gone, in ms, before its chunks are reported anyway. Native code that does
// not return can hold a thread for ever.
const LONGEST_DEATH = 1000;

// How long the end of a pool waits for its workers to be gone, in ms: longer than tinypool lets a process ignore that
// it is asked to end, and no longer than a thread in native code is worth waiting for.
const LONGEST_END = 3000;

/** A worker as tinypool has it, and when it is gone. */
interface Member {
  readonly worker: TinypoolWorker;
  readonly gone: Promise<Exit>;
  /** It has been ready for work. */
  isSeasoned: boolean;
}

/** What is known of a worker that has gone. */
type Exit = Pick<Death, 'exitCode' | 'signal'>;

/** What tinypool is told about its workers. */
export type TinypoolCrewOptions = Pick<Options, 'runtime' | 'resourceLimits' | 'env' | 'execArgv'> & {
  readonly size: number;
};

/** What a conversation begins with. */
interface Start {
  readonly link: Link;
  readonly run: Promise<unknown>;
}

/**
 * The workers, started, counted and replaced by tinypool, in a way that avoids what makes it hang: its queue stays
 * empty but for conversations, workers that leave by `process.exit()` are reported, and it is never told to abort.
 */
export class TinypoolCrew implements Crew {
  readonly #pool: Tinypool;
  readonly #runtime: 'worker_threads' | 'child_process';
  readonly #members = new Map<number, Member>();
  /** Workers that have died one after another before one was ready. */
  failedStarts = 0;
  /** For a worker that dies before it says who it is. */
  #lastExit: Exit | undefined;
  /** What has ended a worker that had no conversation. */
  #failure: unknown;

  constructor({ size, runtime = 'worker_threads', env, ...options }: TinypoolCrewOptions) {
    this.#runtime = runtime;
    this.#pool = new Tinypool({
      ...options,
      // A child process would start with an empty environment.
      ...(env ? { env } : runtime === 'child_process' && { env: process.env as Record<string, string> }),
      runtime,
      // After a crash, tinypool comes back to the smaller of the two only.
      minThreads: size,
      maxThreads: size,
      // Between tasks, its waiting on shared memory would freeze the workers' timers and sockets.
      useAtomics: false,
      serialization: 'advanced',
    });
    // A worker that dies before it is ready leaves those who wait for it in tinypool's queue for good.
    this.#pool.on('error', (error) => {
      // The last word of a worker that was ended meanwhile.
      if (error instanceof Error && error.message.startsWith('Unexpected message from Worker')) return;
      this.#enlist();
      this.#failure = error;
      this.#pool.cancelPendingTasks();
      // Whoever has waited for the worker takes it by then.
      setImmediate(() => {
        const failure = this.#takeFailure();
        if (failure !== undefined) warn('A worker died, and no item is charged with it', failure);
      });
    });
    this.#enlist();
  }

  talk(greeting: Greeting, onMessage: (message: FromWorker) => void): Talk {
    let member: Member | undefined;
    const kill = (): void => member?.worker.emit('error', new Killed());
    const { link, run } =
      this.#runtime === 'worker_threads'
        ? this.#toThread(greeting, onMessage, kill)
        : this.#toProcess(greeting, onMessage, kill, () => childOf(member?.worker)?.connected ?? true);
    const over = run.then(
      (): Ending => ({ type: 'agreed' }),
      async (error: unknown): Promise<Ending> => {
        // tinypool has put a new worker in the place of the dead one.
        this.#enlist();
        const exit = member ? await soon(member.gone) : this.#lastExit;
        const cause = isNotice(error) ? undefined : isCancelled(error) ? this.#takeFailure() : error;
        // A worker that cannot even begin may live on, so nobody else counts it.
        if (!member && cause === error) this.failedStarts++;
        return {
          type: 'death',
          death: { exitCode: null, signal: null, ...exit, cause, isStray: false },
        };
      },
    );
    return {
      link,
      over,
      identify: (thread) => {
        member = this.#members.get(thread);
        if (member) member.isSeasoned = true;
        this.failedStarts = 0;
      },
    };
  }

  async destroy(): Promise<void> {
    // Not by tinypool's own destroy(): a worker that fails meanwhile is replaced there, and can end the whole program.
    this.#pool.options.minThreads = 0;
    const members = [...this.#members.values()];
    this.#pool.cancelPendingTasks();
    for (const { worker } of members) worker.emit('error', new Killed());
    await Promise.all(members.map(({ gone }) => soon(gone, LONGEST_END)));
    this.#pool.emitDestroy();
  }

  #toThread(greeting: Greeting, onMessage: (message: FromWorker) => void, kill: () => void): Start {
    const ledger = new SharedLedger();
    const { port1, port2 } = new MessageChannel();
    const task: TinypoolTask = { runtime: 'worker_threads', greeting, port: port2, memory: ledger.memory };
    const run = this.#run(task, { transferList: [port2] });
    return { link: threadLink(port1, ledger, onMessage, kill), run };
  }

  #toProcess(
    greeting: Greeting,
    onMessage: (message: FromWorker) => void,
    kill: () => void,
    isAlive: () => boolean,
  ): Start {
    // Not from `node:crypto`, which takes long to load and is needed here only.
    const talk = crypto.randomUUID();
    const { link, channel } = processLink(talk, onMessage, kill, isAlive);
    const task: TinypoolTask = { runtime: 'child_process', greeting, talk };
    return { link, run: this.#run(task, { channel }) };
  }

  #run(task: TinypoolTask, options: Parameters<Tinypool['run']>[1]): Promise<unknown> {
    const run = this.#pool.run(task, { ...options, filename: ENTRY.href });
    this.#enlist();
    return run;
  }

  /** What has ended a worker, unless it is said elsewhere; told once. */
  #takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = undefined;
    return isNotice(failure) ? undefined : failure;
  }

  /** Gets to know the workers that tinypool has started meanwhile. */
  #enlist(): void {
    for (const worker of this.#pool.threads) {
      if (!this.#members.has(worker.threadId)) this.#members.set(worker.threadId, this.#watch(worker));
    }
  }

  #watch(worker: TinypoolWorker): Member {
    const child = childOf(worker);
    // A process that has closed its channel can be told nothing any more, not even to end.
    child?.once('disconnect', () => child.kill('SIGKILL'));
    const gone = new Promise<Exit>((resolve) => {
      worker.once('exit', (exitCode: number | null, signal: string | null = null) => {
        this.#members.delete(worker.threadId);
        // tinypool does not notice a thread that leaves by process.exit().
        if (this.#pool.threads.includes(worker)) worker.emit('error', new Exited());
        // The worker in its place may die, too, before anyone talks to it.
        this.#enlist();
        const exit = { exitCode, signal };
        this.#lastExit = exit;
        // A process may be gone before all it has sent is read.
        if (child?.connected) child.once('disconnect', () => resolve(exit));
        else resolve(exit);
      });
    });
    const member: Member = { worker, gone, isSeasoned: false };
    // Not by the conversations that fail: the death of one worker ends all that wait for one.
    void gone.then(() => {
      if (!member.isSeasoned) this.failedStarts++;
    });
    return member;
  }
}

/** The lane has ended its worker. */
class Killed extends Error {}

/** A worker thread has ended without an error. */
class Exited extends Error {}

/** The process of a worker that is one. */
function childOf(worker: TinypoolWorker | undefined): ChildProcess | undefined {
  return (worker as { process?: ChildProcess } | undefined)?.process;
}

/** True for errors that only say that the worker is gone, as `Death` does better. */
function isNotice(error: unknown): boolean {
  if (error instanceof Exited || error instanceof Killed) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  // The latter are what writing to a process that has gone ends with.
  return (
    error.message === 'Worker exited unexpectedly' || code === 'EPIPE' || code === 'ERR_IPC_CHANNEL_CLOSED'
  );
}

/** True for the error of a conversation that has waited for a worker which died before it was ready. */
function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'CancelError';
}

function soon<T>(promise: Promise<T>, longest = LONGEST_DEATH): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), longest);
    void promise.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
