import type { Clock } from '../executor/clock.js';
import type { Call, Chunk } from '../executor/executor.js';
import type { JobSpec } from './job-spec.js';
import { CHUNKS_PER_WORKER } from './limits.js';
import { Queue } from './queue.js';

// Below this length, moving the rest of an array to the front costs next to nothing.
const COMPACT_AT = 1024;

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
  readonly #call: Call;
  readonly #onChunk: () => void;
  #chunksize: number | undefined;
  #items: unknown[] = [];
  /** Where in `#items` the next one to leave is. */
  #head = 0;
  /** Index in the source of the next item to leave. */
  #next = 0;
  /** Index in the source up to which items are cut into chunks. */
  #cut = 0;
  /** Indices in the source where a chunk ends before it is full. */
  readonly #shortEnds = new Queue<number>();
  /** Chunks that have to run (again); the last one first. */
  readonly #returned: Chunk[] = [];
  #stopLinger: (() => void) | undefined;
  /** Items that ever came in. */
  taken = 0;

  constructor(
    spec: JobSpec,
    { clock, size }: { clock: Clock; size: number },
    call: Call,
    onChunk: () => void,
  ) {
    this.#spec = spec;
    this.#chunksize = spec.chunksize;
    this.#clock = clock;
    this.#size = size;
    this.#call = call;
    this.#onChunk = onChunk;
  }

  get ready(): boolean {
    return this.#returned.length > 0 || this.#next < this.#cut;
  }

  /** Items that wait here. */
  get queued(): number {
    return this.#returned.reduce((sum, { items }) => sum + items.length, this.#items.length - this.#head);
  }

  push(item: unknown): void {
    this.#items.push(item);
    this.taken++;
    if (this.#chunksize === undefined) return;
    const filled = this.taken - this.#cut;
    if (filled === this.#chunksize) this.#endChunk();
    else if (filled === 1 && this.#spec.linger < Infinity) {
      this.#stopLinger = this.#clock.after(this.#spec.linger, () => this.#endChunk());
    }
  }

  /** No more items will come: what is left becomes the last chunks. */
  end(): void {
    if (this.#cut === this.taken) return;
    this.#chunksize ??= Math.ceil(this.taken / (CHUNKS_PER_WORKER * this.#size));
    this.#endChunk();
  }

  /** The next chunk; with it those behind it, as far as all have no more than `atMost` items. */
  shift(atMost: number): Chunk {
    const returned = this.#returned.pop();
    if (returned) return returned;
    const first = this.#next;
    const count = this.#fit(atMost);
    const items = this.#items.slice(this.#head, this.#head + count);
    this.#items.fill(undefined, this.#head, this.#head + count);
    this.#head += count;
    this.#next += count;
    this.#compact();
    return { call: this.#call, items, first, attempt: 0, unit: this.#chunksize ?? 1 };
  }

  /** Takes a chunk back that has to run (again), ahead of the others. */
  putBack(chunk: Chunk): void {
    this.#returned.push(chunk);
    this.#onChunk();
  }

  /** Forgets the items from `horizon` on. */
  drop(horizon: number): void {
    this.#stopLinger?.();
    this.#items.length = Math.min(this.#items.length, this.#head + Math.max(0, horizon - this.#next));
    this.#cut = Math.min(this.#cut, horizon);
    for (const chunk of this.#returned.splice(0)) {
      const items = chunk.items.slice(0, Math.max(0, horizon - chunk.first));
      if (items.length > 0) this.#returned.push({ ...chunk, items });
    }
  }

  #endChunk(): void {
    this.#stopLinger?.();
    this.#stopLinger = undefined;
    const wasReady = this.ready;
    if (this.taken - this.#cut < (this.#chunksize ?? 1)) this.#shortEnds.push(this.taken);
    this.#cut = this.taken;
    // Whoever waits for a worker already is told nothing by one chunk more.
    if (!wasReady) this.#onChunk();
  }

  /** How many items go together: whole chunks. */
  #fit(atMost: number): number {
    // Items that move are handed over one at a time: those behind the one that kills its worker would be lost.
    if (this.#call.transfer) return 1;
    while ((this.#shortEnds.at(0) ?? Infinity) <= this.#next) this.#shortEnds.shift();
    const end = Math.min(this.#cut, this.#shortEnds.at(0) ?? Infinity);
    const chunksize = this.#chunksize ?? 1;
    const chunks = Math.max(1, Math.floor(atMost / chunksize));
    return Math.min(chunks * chunksize, end - this.#next);
  }

  #compact(): void {
    if (this.#head < COMPACT_AT && this.#head < this.#items.length) return;
    if (this.#head * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
