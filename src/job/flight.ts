import type { Cancel, CancelMode } from '../executor/executor.js';
import type { Report } from '../executor/report.js';
import type { QueuedBatch } from './inlet.js';

/** A batch that an executor has, and how far it has come. */
export class Flight {
  readonly batch: QueuedBatch;
  /** How much of a place at the workers it takes, at most 1. */
  weight: number;
  /** Items reported so far. */
  reported = 0;
  /** How many items it has, less those that were recalled. */
  length: number;
  /** What it took to send each of its items, in ms. */
  sendTime = 0;
  /** When it may be asked for what has not begun, in ms of the clock. */
  recallAt = Infinity;
  #cancel: Cancel | undefined;
  #cancelled: CancelMode | undefined;

  constructor(batch: QueuedBatch, weight: number) {
    this.batch = batch;
    this.weight = weight;
    this.length = batch.items.length;
  }

  /** True if all its items are reported. */
  get isOver(): boolean {
    return this.reported >= this.length;
  }

  /** Index in the source of the next item to be reported. */
  get next(): number {
    return this.batch.first + this.reported;
  }

  /** The executor has taken it. */
  sent(cancel: Cancel): void {
    this.#cancel = cancel;
    // Cancelled while `submit` was still at it, by what `transfer` did.
    if (this.#cancelled) cancel(this.#cancelled);
  }

  /** Counts what a report speaks of. */
  count(report: Report): void {
    if (report.type === 'recalled') this.length = report.from;
    else if (report.type === 'results') this.reported += report.values.length;
    else if (report.type === 'values') this.reported += report.ends.length;
    else this.reported = this.length;
  }

  /** Nobody waits for it any more. */
  cancel(mode: 'finish' | 'kill'): void {
    if (this.#cancelled) return;
    this.#cancelled = mode;
    this.#cancel?.(mode);
  }

  /**
   * Asks for what has not begun, as a worker has nothing to do.
   *
   * @returns When it is worth asking again, in ms of the clock.
   */
  recall(now: number): number {
    if (this.#cancelled) return Infinity;
    if (this.recallAt > now) return this.recallAt;
    this.recallAt = Infinity;
    this.#cancel?.('recall');
    return Infinity;
  }
}
