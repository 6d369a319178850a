import type { Results } from '../executor/report.js';
import type { JobExecutor } from './job-place.js';
import type { JobSpec } from './job-spec.js';
import { MessageSize, type Tempo } from './tempo.js';

/**
 * Chunks for each worker that `poolMap` cuts its items into when no `chunksize` is given: Python's number. More
 * chunks balance uneven items better, fewer cost less per item. Where messages carry as many chunks as are worth
 * sending at once, each item is one.
 */
export const CHUNKS_PER_WORKER = 4;

/**
 * Chunks for each worker that wait, cut and ready, for a source that is read on demand. More hide a slow source
 * better, fewer hold fewer items in memory and take fewer that a later `take(n)` would not have needed.
 */
const CHUNKS_AHEAD = 2;

/**
 * The default `buffersize`: items taken from a source on demand and not delivered yet. More let the other workers
 * run further ahead of one slow item before they have to wait for it, fewer bound the memory more tightly.
 */
const BUFFERSIZE = 1024;

/**
 * A chunk that takes less than this, in ms, may be sent to a worker that is not done with the one before it, so
 * that the worker need not wait for the next. Higher saves the way to the worker (about 0.1 ms) for slower chunks,
 * where it matters less; lower keeps fewer chunks waiting behind a slow one while another worker could take them.
 */
const QUICK_CHUNK = 10;

/**
 * The least part of a place at a worker that a lone call takes, however quick it is. Less lets more of them travel in one
 * message, more gives a call that turns out slow fewer others to keep waiting.
 */
const LIGHTEST = 1 / 16;

/** How much of a job goes out at once, and how much is worth having here, by how long its items take. */
export class Sizing {
  readonly #chunksize: number | undefined;
  readonly #buffersize: number;
  readonly #executor: JobExecutor;
  readonly #tempo: Tempo;
  readonly #messageSize: MessageSize;

  /** @param tempo - How long the function took, also in calls before this one. */
  constructor({ chunksize, buffersize, ordering }: JobSpec, executor: JobExecutor, tempo: Tempo) {
    const usual = Math.max(BUFFERSIZE, CHUNKS_PER_WORKER * executor.size * (chunksize ?? 1));
    this.#chunksize = chunksize;
    // All at once, everything has to be in memory before anything can be delivered.
    this.#buffersize = ordering === 'all-at-once' ? Infinity : (buffersize ?? usual);
    this.#executor = executor;
    this.#tempo = tempo;
    this.#messageSize = new MessageSize(executor.messageTime);
  }

  /** Items have come back; to send one of them took `sendTime`. */
  observe({ values, elapsed }: Results, sendTime: number): void {
    const { length } = values;
    // Large items cost more on their way than in the worker, and many of them at once more than one by one.
    const time = Math.max(elapsed, sendTime * length);
    this.#messageSize.observe(length, time);
    this.#tempo.observe(length, time);
  }

  /** True if chunks are known to be quick: one may wait in a worker for the one before it. */
  areQuick(isLone: boolean): boolean {
    const itemTime = this.#messageSize.itemTime ?? (isLone ? this.#tempo.itemTime : undefined) ?? Infinity;
    return itemTime * (this.#chunksize ?? 1) < QUICK_CHUNK;
  }

  /** How much of a place at the workers a batch takes that runs alone: a lone call of a quick function leaves room for others beside it. */
  weight(isLone: boolean): number {
    const { itemTime } = this.#tempo;
    const { messageTime, window } = this.#executor;
    // Nothing may wait in a worker that cannot be asked to give it back.
    if (!isLone || itemTime === undefined || messageTime === 0 || window === 1) return 1;
    return Math.min(1, Math.max(LIGHTEST, itemTime / messageTime));
  }

  /** Most items of the next batch, if `queued` wait. */
  batch(queued: number): number {
    return this.#messageSize.next(queued, this.#executor.size * this.#executor.window);
  }

  /**
   * Items that a source which waits to be asked may be asked for: enough that no worker waits for it, and no more than fit
   * in.
   *
   * @param queued - Items that wait for a worker.
   * @param undelivered - Items that were taken and not delivered.
   */
  room(queued: number, undelivered: number): number {
    if (this.#chunksize === undefined) return Infinity;
    const message = Math.max(this.#chunksize, this.#messageSize.next(Infinity, 1));
    const appetite = this.#executor.size * CHUNKS_AHEAD * Math.ceil(message) - queued;
    return Math.min(appetite, this.#buffersize - undelivered);
  }
}
