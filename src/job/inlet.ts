import type { Clock } from '../executor/clock.js';
import type { Batch, Call } from '../executor/batch.js';
import type { TypedArray } from '../executor/typed-array.js';
import { Arrivals } from './arrivals.js';
import type { JobExecutor } from './job-place.js';
import type { JobSpec } from './job-spec.js';
import { ItemQueue } from './item-queue.js';
import { CHUNKS_PER_WORKER } from './sizing.js';
import { Queue } from './queue.js';
import type { Allowance } from './allowance.js';

/** A batch as the engine has it. */
export interface QueuedBatch extends Batch {
  /** How often these items were recalled before they had begun. */
  readonly recalls: number;
  readonly credit?: Allowance | undefined;
}

/**
 * Where items wait for a worker, cut into chunks.
 *
 * Only the ends of chunks are kept, and only of those that are shorter than the others: an item costs a place in an
 * array, also where each is a chunk of its own.
 */
export class Inlet {
  readonly #spec: JobSpec;
  readonly #clock: Clock;
  readonly #size: number;
  readonly #coalesces: boolean;
  readonly #call: Call;
  readonly #onChunk: () => void;
  #chunksize: number | undefined;
  readonly #items: ItemQueue;
  /** Index in the source of the next item to leave. */
  #next = 0;
  /** Index in the source up to which items are cut into chunks. */
  #cut = 0;
  /** Indices in the source where a chunk ends before it is full. */
  #shortEnds: Queue<number> | undefined;
  /** Batches that have to run (again), the last one first: those of the first items. */
  readonly #returned: QueuedBatch[] = [];
  #arrivals: Arrivals | undefined;
  #stopLinger: (() => void) | undefined;
  /** Items that ever came in. */
  taken = 0;

  constructor(spec: JobSpec, { clock, size, messageTime }: JobExecutor, call: Call, onChunk: () => void) {
    this.#spec = spec;
    this.#chunksize = spec.chunksize;
    this.#items = new ItemQueue(spec.chunksize ?? 1);
    this.#clock = clock;
    this.#size = size;
    this.#coalesces = messageTime > 0;
    this.#call = call;
    this.#onChunk = onChunk;
  }

  get ready(): boolean {
    return this.#returned.length > 0 || this.#next < this.#cut;
  }

  /** Index in the source of the item that leaves next. */
  get first(): number {
    return this.#returned.at(-1)?.first ?? this.#next;
  }

  /** Items that wait here. */
  get queued(): number {
    return this.#returned.reduce((sum, { items }) => sum + items.length, this.#items.length);
  }

  /** When the item came that has waited here longest, on the clock, noted from the first call on; `Infinity` if none waits. */
  oldest(): number {
    this.#arrivals ??= new Arrivals(this.#clock);
    return this.queued > 0 ? this.#arrivals.since(this.#next) : Infinity;
  }

  push(item: unknown): void {
    this.#items.push(item);
    this.#arrivals?.note(this.taken);
    this.taken++;
    if (this.#chunksize === undefined) return;
    const filled = this.taken - this.#cut;
    if (filled === this.#chunksize) this.#endChunk();
    else if (filled === 1 && this.#spec.linger < Infinity) {
      this.#stopLinger = this.#clock.after(this.#spec.linger, () => this.#endChunk());
    }
  }

  /** Takes all items of a source that has no others. */
  pushAll(items: TypedArray): void {
    this.#items.pushAll(items);
    this.#arrivals?.note(0);
    this.taken = items.length;
  }

  /** No more items will come: what is left becomes the last chunks. */
  end(): void {
    if (this.#cut === this.taken) return;
    // Where chunks of quick items go together anyway, larger ones would only keep other jobs waiting.
    this.#chunksize ??= this.#coalesces ? 1 : Math.ceil(this.taken / (CHUNKS_PER_WORKER * this.#size));
    this.#endChunk();
  }

  /** The next chunk; with it those behind it, as far as all have no more than `atMost` items. */
  shift(atMost: number, isLight: boolean): QueuedBatch {
    const returned = this.#returned.pop();
    if (returned) return returned;
    const first = this.#next;
    const items = this.#items.take(this.#fit(atMost));
    this.#next += items.length;
    this.#arrivals?.since(this.#next);
    return {
      call: this.#call,
      items,
      first,
      attempt: 0,
      chunksize: this.#chunksize ?? 1,
      concurrency: this.#spec.concurrency,
      isLight: isLight || (this.#spec.concurrency > 1 && items.length === 1),
      recalls: 0,
    };
  }

  /** Takes a batch back that has to run (again), ahead of the others. */
  putBack(batch: QueuedBatch): void {
    // Results in order wait for the earliest item, so the earliest batch goes first.
    this.#returned.push(batch);
    this.#returned.sort((a, b) => b.first - a.first);
    this.#onChunk();
  }

  /** Forgets the items from `horizon` on. */
  drop(horizon: number): void {
    this.#stopLinger?.();
    this.#items.keep(Math.max(0, horizon - this.#next));
    this.#cut = Math.min(this.#cut, horizon);
    for (const batch of this.#returned.splice(0)) {
      const items = Array.from(batch.items).slice(0, Math.max(0, horizon - batch.first));
      if (items.length > 0) this.#returned.push({ ...batch, items });
    }
  }

  #endChunk(): void {
    this.#stopLinger?.();
    this.#stopLinger = undefined;
    const wasReady = this.ready;
    if (this.taken - this.#cut < (this.#chunksize ?? 1)) (this.#shortEnds ??= new Queue()).push(this.taken);
    this.#cut = this.taken;
    // Whoever waits for a worker already is told nothing by one chunk more.
    if (!wasReady) this.#onChunk();
  }

  /** How many items go together: whole chunks. */
  #fit(atMost: number): number {
    // Items that move are handed over one at a time: those behind the one that kills its worker would be lost.
    if (this.#call.transfer) return 1;
    while ((this.#shortEnds?.first ?? Infinity) <= this.#next) this.#shortEnds?.shift();
    const end = Math.min(this.#cut, this.#shortEnds?.first ?? Infinity);
    // Several batches run side by side: each item that waits for something gets a batch of its own.
    const chunksize = this.#spec.concurrency > 1 ? 1 : (this.#chunksize ?? 1);
    const chunks = Math.max(1, Math.floor(atMost / chunksize));
    return Math.min(chunks * chunksize, end - this.#next);
  }
}
