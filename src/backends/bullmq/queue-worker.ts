import { Queue, QueueEvents, Worker, type Job, type QueueEventsListener } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Executor } from '../../executor/executor.js';
import { workerExecutor, type WorkerExecutorOptions } from '../tinypool/worker-executor.js';
import { answerToData } from './answer-to-data.js';
import { BatchRun } from './batch-run.js';
import { controlOf } from './control-of.js';
import type { JobData } from './job-data.js';
import {
  LEFTOVERS_AGE,
  LOCK_DURATION,
  PARTIAL_AFTER,
  PARTIAL_SHARE,
  PATIENCE,
  RETRY_AFTER,
  SILENT_DRIVER,
  STALLED_INTERVAL,
} from './limits.js';
import { openRedis } from './open-redis.js';
import type { RedisConnection } from './redis-connection.js';
import type { TaskModules } from './task-modules.js';

/** What a worker machine serves, and how. */
export interface QueueWorkerOptions {
  readonly queue: string;
  readonly connection: string | RedisConnection;
  readonly modules: TaskModules;
  /** Threads; as many batches run at once. */
  readonly processes: number;
  /** What else its local pool is told. */
  readonly local?: WorkerExecutorOptions;
  readonly leftoversAge?: number;
  readonly silentDriver?: number;
}

/** What a worker machine tells of itself. */
export interface QueueWorkerEvents {
  /** A batch is done. */
  done(items: number, failed: number, elapsed: number): void;
  /** A batch was not run. */
  refused(why: string): void;
  /** Redis cannot be reached, or does not do what it is asked. */
  trouble(error: Error): void;
}

/** What drivers say besides jobs. */
interface ControlListener extends QueueEventsListener {
  cancel: (message: CancelMessage) => void;
  alive: (message: AliveMessage) => void;
}

interface CancelMessage {
  readonly id: string;
  readonly mode: 'finish' | 'kill';
}

interface AliveMessage {
  readonly driver: string;
}

/**
 * Serves a queue: takes jobs, runs their batches on a pool of this machine, and puts the results in their place.
 *
 * This thread only hands on, so that it always has time to tell Redis that the machine is alive.
 */
export class QueueWorker {
  readonly #redis: Redis;
  readonly #worker: Worker<JobData, number>;
  readonly #control: QueueEvents;
  readonly #queue: Queue<JobData>;
  readonly #executor: Executor;
  readonly #modules: TaskModules;
  readonly #events: QueueWorkerEvents;
  readonly #runs = new Map<string, BatchRun>();
  readonly #cleaning: NodeJS.Timeout;
  readonly #watching: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: QueueWorkerOptions, events: QueueWorkerEvents) {
    const { queue, connection, modules, processes, local } = options;
    const { leftoversAge = LEFTOVERS_AGE, silentDriver = SILENT_DRIVER } = options;
    this.#modules = modules;
    this.#events = events;
    this.#executor = workerExecutor({ ...local, processes });
    this.#executor.hold(true);
    this.#redis = openRedis(connection);
    const shared = { connection: this.#redis, skipWaitingForReady: true };
    this.#worker = new Worker<JobData, number>(queue, (job) => this.#process(job), {
      ...shared,
      concurrency: processes,
      lockDuration: LOCK_DURATION,
      stalledInterval: STALLED_INTERVAL,
      // The driver decides whether a job runs again, as it knows what has arrived of it.
      maxStalledCount: 0,
      runRetryDelay: RETRY_AFTER,
    });
    this.#queue = new Queue(queue, shared);
    this.#control = new QueueEvents(controlOf(queue), shared);
    const onError = (error: Error): void => {
      if (!this.#isClosed) events.trouble(error);
    };
    this.#worker.on('error', onError);
    this.#queue.on('error', onError);
    this.#control.on('error', onError);
    this.#control.on<ControlListener>('cancel', ({ id, mode }: CancelMessage) =>
      this.#runs.get(id)?.cancel(mode),
    );
    this.#control.on<ControlListener>('alive', ({ driver }: AliveMessage) => {
      for (const run of this.#runs.values()) if (run.driver === driver) run.heardAt = performance.now();
    });
    this.#watching = setInterval(() => this.#giveUp(silentDriver), silentDriver / 4);
    // BullMQ removes what is old only when another job ends, and none may ever come.
    this.#cleaning = setInterval(() => void this.#clean(leftoversAge), Math.max(100, leftoversAge / 4));
    this.#cleaning.unref();
  }

  /** Chunks that run now. */
  get running(): number {
    return this.#runs.size;
  }

  /** Resolves when it is connected. */
  async ready(): Promise<void> {
    await Promise.all([this.#worker.waitUntilReady(), this.#control.waitUntilReady()]);
  }

  /** Takes no more jobs, and ends when those that run are done. */
  async close(): Promise<void> {
    await this.#worker.close();
    await this.#executor.close();
    await this.#hangUp();
  }

  /** Ends now; what runs is left to other machines. */
  async terminate(): Promise<void> {
    this.#isClosed = true;
    await this.#executor.terminate();
    await this.#worker.close(true).catch(() => undefined);
    await this.#hangUp();
  }

  async #hangUp(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#cleaning);
    clearInterval(this.#watching);
    await Promise.all([this.#queue, this.#control].map((one) => one.close().catch(() => undefined)));
    this.#redis.disconnect();
  }

  async #process(job: Job<JobData, number>): Promise<number> {
    const { data, id = '' } = job;
    // Its results are there; only its end could not be told.
    if ('answer' in data) return 0;
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    let writing: Promise<void> = Promise.resolve();
    const writeNow = (): Promise<void> =>
      this.#write(job, answerToData(run.answer, data.first, data.payloadLimit));
    // One after another, so that what was known earlier never takes the place of what came later.
    const write = (): Promise<void> => {
      timer = undefined;
      return (writing = writing.then(writeNow, writeNow));
    };
    const tellSoFar = async (): Promise<void> => {
      try {
        await write();
        await job.updateProgress(run.answer.values.length);
      } catch (error) {
        // They are told again at the end.
        this.#events.trouble(error as Error);
      }
    };
    const run: BatchRun = new BatchRun(driverOf(id), data, this.#executor, this.#modules, () => {
      const wait = Math.max(PARTIAL_AFTER, (performance.now() - start) * PARTIAL_SHARE);
      timer ??= setTimeout(() => void tellSoFar(), wait);
    });
    this.#runs.set(id, run);
    try {
      await run.over;
      clearTimeout(timer);
      await write();
      return run.answer.values.length;
    } finally {
      this.#runs.delete(id);
      if (run.refusal === undefined) {
        this.#events.done(run.answer.values.length, run.failed, performance.now() - start);
      } else this.#events.refused(run.refusal);
    }
  }

  /** Puts results in the place of a job's items, however often it takes: Redis may be full for a while. */
  async #write(job: Job<JobData, number>, data: JobData): Promise<void> {
    for (const start = performance.now(); ;) {
      try {
        await job.updateData(data);
        return;
      } catch (error) {
        const isFull = (error as Error).message.startsWith('OOM');
        if (!isFull || this.#isClosed || performance.now() - start > PATIENCE) throw error;
        this.#events.trouble(error as Error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
      }
    }
  }

  /** Ends what runs for drivers that are not heard of any more: nobody else would, if it never returns. */
  #giveUp(after: number): void {
    for (const run of this.#runs.values()) if (performance.now() - run.heardAt > after) run.cancel('kill');
  }

  async #clean(age: number): Promise<void> {
    try {
      for (const state of ['completed', 'failed'] as const) await this.#queue.clean(age, 1000, state);
    } catch (error) {
      if (!this.#isClosed) this.#events.trouble(error as Error);
    }
  }
}

/** Ids of jobs are the driver's name and a number. */
function driverOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}
