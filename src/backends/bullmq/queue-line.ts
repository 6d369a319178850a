import { Queue, QueueEvents, QueueEventsProducer } from 'bullmq';
import type { Redis } from 'ioredis';
import type { CancelMode } from '../../executor/executor.js';
import { realClock } from '../../executor/clock.js';
import { controlOf } from './control-of.js';
import type { JobData } from './job-data.js';
import { LONGEST_GOODBYE } from './limits.js';
import { openRedis } from './open-redis.js';
import type { RedisConnection } from './redis-connection.js';

/** What a driver hears of its queue. */
export interface LineEvents {
  /** Something has become of a job, perhaps of another driver's. */
  readonly news: (id: string) => void;
  /** Redis cannot be reached, or does not do what it is asked. */
  readonly trouble: (error: Error) => void;
}

/** A job as it stands in the queue. */
export interface JobState {
  readonly data: JobData;
  readonly isOver: boolean;
  /** Why BullMQ has given it up, if it has. */
  readonly failure: string | undefined;
}

/** A driver's connections to a queue, and what it does there. */
export class QueueLine {
  readonly #redis: Redis;
  readonly #queue: Queue<JobData>;
  readonly #events: QueueEvents;
  readonly #control: QueueEventsProducer;
  readonly #age: number;
  readonly #unanswered = new Set<Promise<unknown>>();
  #since: number | undefined;
  isClosed = false;

  /** @param leftoversAge - When BullMQ may remove a job that nobody has fetched, in ms. */
  constructor(
    queue: string,
    connection: string | RedisConnection,
    leftoversAge: number,
    { news, trouble }: LineEvents,
  ) {
    this.#redis = openRedis(connection);
    const shared = { connection: this.#redis, skipWaitingForReady: true };
    this.#queue = new Queue(queue, shared);
    this.#events = new QueueEvents(queue, shared);
    this.#control = new QueueEventsProducer(controlOf(queue), shared);
    this.#age = Math.ceil(leftoversAge / 1000);
    const onError = (error: Error): void => {
      if (!this.isClosed) trouble(error);
    };
    this.#queue.on('error', onError);
    this.#events.on('error', onError);
    this.#control.on('error', onError);
    for (const event of ['completed', 'failed', 'progress'] as const) {
      this.#events.on(event, ({ jobId }: { jobId: string }) => news(jobId));
    }
  }

  /** Since when Redis has answered nothing of what it was asked, in ms of the clock; undefined if it has. */
  get unansweredSince(): number | undefined {
    return this.#since;
  }

  /** Adds jobs; those that are there already stay as they are. */
  async add(jobs: ReadonlyArray<{ readonly id: string; readonly data: JobData }>): Promise<void> {
    const keep = { age: this.#age };
    const opts = { removeOnComplete: keep, removeOnFail: keep };
    await this.#answered(
      this.#queue.addBulk(
        jobs.map(({ id, data }) => ({ name: 'chunk', data, opts: { ...opts, jobId: id } })),
      ),
    );
  }

  /** True if a job has ended, or is not there any more. */
  async isOver(id: string): Promise<boolean> {
    const state = await this.#answered(this.#queue.getJobState(id));
    return ['completed', 'failed', 'unknown'].includes(state);
  }

  /** A job, if it is there. */
  async read(id: string): Promise<JobState | undefined> {
    const job = await this.#answered(this.#queue.getJob(id));
    return job && { data: job.data, isOver: job.finishedOn !== undefined, failure: job.failedReason };
  }

  /** Takes a job out of the queue; false if a worker has it. */
  async remove(id: string): Promise<boolean> {
    return (await this.#answered(this.#queue.remove(id))) === 1;
  }

  /** Has the worker that runs a job stop it, if one does. */
  async cancel(id: string, mode: Exclude<CancelMode, 'recall'>): Promise<void> {
    await this.#answered(this.#control.publishEvent({ eventName: 'cancel', id, mode }));
  }

  /** Lets workers know that what they run for `driver` is still waited for. */
  async sayAlive(driver: string): Promise<void> {
    await this.#answered(this.#control.publishEvent({ eventName: 'alive', driver }));
  }

  /** Number of machines that serve the queue. */
  countWorkers(): Promise<number> {
    return this.#answered(this.#queue.getWorkersCount());
  }

  /** Asks Redis something that it can always answer. */
  async probe(): Promise<void> {
    await this.#answered(this.#queue.getJobState('none'));
  }

  /** Lets go of Redis when it has answered, or does not. */
  async finish(): Promise<void> {
    let stopTimer: (() => void) | undefined;
    const late = new Promise<void>((resolve) => {
      stopTimer = realClock.after(LONGEST_GOODBYE, resolve);
    });
    await Promise.race([Promise.allSettled(this.#unanswered), late]);
    stopTimer?.();
    this.close();
  }

  /** Lets go of Redis at once; what it was asked and has not answered is forgotten. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const one of [this.#queue, this.#events, this.#control]) one.close().catch(() => undefined);
    this.#redis.disconnect();
  }

  /** Notes how long an answer is waited for. */
  async #answered<T>(question: Promise<T>): Promise<T> {
    this.#unanswered.add(question);
    this.#since ??= realClock.now();
    try {
      return await question;
    } finally {
      this.#unanswered.delete(question);
      this.#since = this.#unanswered.size > 0 ? realClock.now() : undefined;
    }
  }
}
