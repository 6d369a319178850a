import {
  HttpException,
  Injectable,
  Logger,
  NotFoundException,
  ServiceUnavailableException,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RowMapper } from '../rows/row-mapper.js';
import { readRows } from '../rows/read-rows.js';
import { uploadFormat } from '../rows/upload-format.js';
import { Settings } from '../settings.js';
import { Answer } from './answer.js';
import { discardRest } from './discard-rest.js';
import { Job } from './job.js';

/** Jobs that have ended and can still be asked about. More answer later questions; fewer take less memory. */
const REMEMBERED = 100;

/** Runs jobs, no more than `maxJobs` at once, and lets them end before the service does. */
@Injectable()
export class JobsService implements BeforeApplicationShutdown {
  readonly #logger = new Logger('Jobs');
  readonly #running = new Map<Job, Promise<void>>();
  readonly #known = new Map<string, Job>();
  #isClosing = false;

  constructor(
    private readonly mapper: RowMapper,
    private readonly settings: Settings,
  ) {}

  /**
   * Answers an upload row by row.
   *
   * @throws HttpException with the status for an upload that is refused, or that fails before its first answers are out.
   */
  async run(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#run(request, response);
    } catch (error) {
      // Closing the connection while the client still sends would cost it the answer.
      response.shouldKeepAlive = true;
      void discardRest(request);
      throw error;
    }
  }

  async #run(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const job = new Job();
    const format = uploadFormat(request.headers);
    this.#admit(response);
    // Not the request itself: leaving that early destroys it, and what is left of it could not be discarded in time.
    const bytes = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    const rows = readRows(bytes, format, this.settings.maxRowBytes);
    const answer = new Answer(response, job);
    response.once('close', () => job.cancel());
    const running = this.#answer(job, this.mapper.map(rows, job.signal), answer);
    this.#known.set(job.id, job);
    this.#running.set(
      job,
      running.catch(() => undefined),
    );
    try {
      await running;
    } finally {
      this.#running.delete(job);
      this.#forget();
    }
  }

  /** A job that runs, or has ended not long ago. */
  find(id: string): Job {
    const job = this.#known.get(id);
    if (job) return job;
    throw new NotFoundException(`There is no job '${id}'`);
  }

  /** Refuses new jobs, and gives those that run their time. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isClosing = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, this.settings.shutdownTimeout, 'late');
    });
    const outcome = await Promise.race([Promise.all(this.#running.values()), late]);
    clearTimeout(timer);
    if (outcome !== 'late') return;
    this.#logger.warn(`Cancelling ${this.#running.size} jobs that have not ended`);
    for (const job of this.#running.keys()) job.cancel();
    await Promise.all(this.#running.values());
  }

  #admit(response: ServerResponse): void {
    const { maxJobs, retryAfter } = this.settings;
    if (!this.#isClosing && this.#running.size < maxJobs) return;
    response.setHeader('Retry-After', retryAfter);
    if (this.#isClosing) throw this.#late();
    throw new ServiceUnavailableException(`All ${maxJobs} places are taken: try again in ${retryAfter} s`);
  }

  #late(): ServiceUnavailableException {
    return new ServiceUnavailableException(
      `The service is shutting down: try again in ${this.settings.retryAfter} s`,
    );
  }

  async #answer(job: Job, lines: AsyncIterable<string>, answer: Answer): Promise<void> {
    try {
      for await (const line of lines) await answer.add(line);
      await answer.end();
      job.end('done');
    } catch (error) {
      job.end(job.signal.aborted ? 'cancelled' : 'failed');
      // There is nobody to tell.
      if (!answer.isOpen) return;
      const reason = job.signal.aborted ? this.#late() : error;
      if (!answer.hasBegun) throw reason;
      if (!(reason instanceof HttpException)) this.#logger.error(reason);
      await answer.fail(reason instanceof Error ? reason.message : String(reason));
    }
  }

  #forget(): void {
    for (const [id, job] of this.#known) {
      if (this.#known.size <= REMEMBERED) return;
      if (!this.#running.has(job)) this.#known.delete(id);
    }
  }
}
