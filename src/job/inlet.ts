import type { Call, Chunk } from '../executor/executor.js';
import type { Clock } from '../executor/clock.js';
import { CHUNKS_PER_WORKER, CHUNKS_AHEAD } from './limits.js';
import type { JobSpec } from './job-spec.js';
import { Queue } from './queue.js';

/** Where items wait for a worker, cut into chunks. */
export class Inlet {
  readonly #spec: JobSpec;
  readonly #clock: Clock;
  readonly #size: number;
  readonly #call: Call;
  readonly #onChunk: () => void;
  readonly #chunks = new Queue<Chunk>();
  #filling: unknown[] = [];
  #stopLinger: (() => void) | undefined;
  #waiting = 0;
  /** Items that ever came in. */
  taken = 0;

  constructor(
    spec: JobSpec,
    { clock, size }: { clock: Clock; size: number },
    call: Call,
    onChunk: () => void,
  ) {
    this.#spec = spec;
    this.#clock = clock;
    this.#size = size;
    this.#call = call;
    this.#onChunk = onChunk;
  }

  get ready(): boolean {
    return this.#chunks.length > 0;
  }

  /** Items that wait here. */
  get queued(): number {
    return this.#waiting + this.#filling.length;
  }

  /** Items worth having from a source that waits to be asked. */
  get appetite(): number {
    const { chunksize } = this.#spec;
    if (chunksize === undefined) return Infinity;
    return Math.max(0, this.#size * CHUNKS_AHEAD * chunksize - this.queued);
  }

  push(item: unknown): void {
    this.#filling.push(item);
    this.taken++;
    const { chunksize, linger } = this.#spec;
    if (this.#filling.length === chunksize) this.#seal();
    else if (this.#filling.length === 1 && chunksize !== undefined && linger < Infinity) {
      this.#stopLinger = this.#clock.after(linger, () => this.#seal());
    }
  }

  /** No more items will come: what is left becomes the last chunks. */
  end(): void {
    if (this.#filling.length === 0) return;
    const size = this.#spec.chunksize ?? Math.ceil(this.#filling.length / (CHUNKS_PER_WORKER * this.#size));
    const items = this.#filling;
    for (let from = 0; from < items.length; from += size) {
      this.#filling = items.slice(from, from + size);
      this.#seal(this.taken - items.length + from);
    }
  }

  shift(): Chunk {
    const chunk = this.#chunks.shift();
    if (!chunk) throw new Error('No chunk is ready');
    this.#waiting -= chunk.items.length;
    return chunk;
  }

  /** Takes a chunk back that has to run (again), ahead of the others. */
  putBack(chunk: Chunk): void {
    this.#chunks.unshift(chunk);
    this.#waiting += chunk.items.length;
    this.#onChunk();
  }

  /** Forgets the items from `horizon` on. */
  drop(horizon: number): void {
    this.#stopLinger?.();
    this.#filling = [];
    const kept: Chunk[] = [];
    for (let chunk = this.#chunks.shift(); chunk; chunk = this.#chunks.shift()) {
      if (chunk.first >= horizon) continue;
      const items = chunk.items.slice(0, horizon - chunk.first);
      kept.push(items.length === chunk.items.length ? chunk : { ...chunk, items });
    }
    this.#waiting = 0;
    for (const chunk of kept) {
      this.#chunks.push(chunk);
      this.#waiting += chunk.items.length;
    }
  }

  #seal(first = this.taken - this.#filling.length): void {
    this.#stopLinger?.();
    this.#stopLinger = undefined;
    const items = this.#filling;
    this.#filling = [];
    // Items that move are handed over one at a time: those behind the one that kills its worker would be lost.
    const size = this.#call.transfer ? 1 : items.length;
    for (let from = 0; from < items.length; from += size) {
      const part = size === items.length ? items : items.slice(from, from + size);
      this.#chunks.push({ call: this.#call, items: part, first: first + from, attempt: 0 });
    }
    this.#waiting += items.length;
    this.#onChunk();
  }
}
