import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { Tinypool, type Options, type TinypoolWorker } from 'tinypool';
import type { Death, Link } from '../../lane/link.js';
import type { FromWorker, Greeting } from '../../wire/messages.js';
import { SharedLedger } from '../../wire/shared-ledger.js';
import { processLink } from './process-link.js';
import { threadLink } from './thread-link.js';
import type { TinypoolTask } from './tinypool-task.js';

const ENTRY = new URL('./entry.js', import.meta.url);

// How long a killed worker may take to be gone, in ms, before its chunks are reported anyway. Native code that does
// not return can hold a thread for ever.
const LONGEST_DEATH = 1000;

/** A worker as tinypool has it, and when it is gone. */
interface Member {
  readonly worker: TinypoolWorker;
  readonly gone: Promise<Pick<Death, 'exitCode' | 'signal'>>;
}

/** What tinypool is told about its workers. */
export type CrewOptions = Pick<Options, 'runtime' | 'resourceLimits' | 'env' | 'execArgv'> & {
  readonly size: number;
};

/** How a conversation ended: as agreed, or with the worker's death. */
export type Ending = { readonly type: 'agreed' } | { readonly type: 'death'; readonly death: Death };

/** One conversation with a worker: tinypool's `run()`, which lasts until both sides are done. */
export interface Talk {
  readonly link: Link;
  /** Which thread or process it is with, once that is known. */
  identify(thread: number): void;
  readonly over: Promise<Ending>;
}

/**
 * The workers, started, counted and replaced by tinypool, in a way that avoids what makes it hang: its queue stays
 * empty but for conversations, workers that leave by `process.exit()` are reported, and it is never told to abort.
 */
export class Crew {
  readonly #pool: Tinypool;
  readonly #runtime: 'worker_threads' | 'child_process';
  readonly #members = new Map<number, Member>();
  /** For a worker that dies before it says who it is. */
  #lastExit: Pick<Death, 'exitCode' | 'signal'> | undefined;

  constructor({ size, runtime = 'worker_threads', env, ...options }: CrewOptions) {
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
    this.#pool.on('error', () => this.#pool.cancelPendingTasks());
    this.#enlist();
  }

  /** Begins a conversation with any worker that is free. */
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
        const cause = error instanceof Killed || isNotice(error) ? undefined : error;
        return { type: 'death', death: { exitCode: null, signal: null, ...exit, cause } };
      },
    );
    return { link, over, identify: (thread) => (member = this.#members.get(thread)) };
  }

  /** Ends all workers. */
  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }

  #toThread(
    greeting: Greeting,
    onMessage: (message: FromWorker) => void,
    kill: () => void,
  ): { link: Link; run: Promise<unknown> } {
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
  ): { link: Link; run: Promise<unknown> } {
    const talk = randomUUID();
    const { link, channel } = processLink(talk, onMessage, kill, isAlive);
    const task: TinypoolTask = { runtime: 'child_process', greeting, talk };
    return { link, run: this.#run(task, { channel }) };
  }

  #run(task: TinypoolTask, options: Parameters<Tinypool['run']>[1]): Promise<unknown> {
    const run = this.#pool.run(task, { ...options, filename: ENTRY.href });
    this.#enlist();
    return run;
  }

  /** Gets to know the workers that tinypool has started meanwhile. */
  #enlist(): void {
    for (const worker of this.#pool.threads) {
      if (!this.#members.has(worker.threadId)) this.#members.set(worker.threadId, this.#watch(worker));
    }
  }

  #watch(worker: TinypoolWorker): Member {
    const gone = new Promise<Pick<Death, 'exitCode' | 'signal'>>((resolve) => {
      worker.once('exit', (exitCode: number | null, signal: string | null = null) => {
        this.#members.delete(worker.threadId);
        // tinypool does not notice a thread that leaves by process.exit().
        if (this.#pool.threads.includes(worker)) worker.emit('error', new Exited());
        const outcome = { exitCode, signal };
        this.#lastExit = outcome;
        // A process may be gone before all it has sent is read.
        const child = childOf(worker);
        if (child?.connected) child.once('disconnect', () => resolve(outcome));
        else resolve(outcome);
      });
    });
    return { worker, gone };
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
  return (
    error instanceof Exited || (error instanceof Error && error.message === 'Worker exited unexpectedly')
  );
}

function soon<T>(promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), LONGEST_DEATH);
    void promise.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
