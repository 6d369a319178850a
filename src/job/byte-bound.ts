import type { Results } from '../executor/report.js';
import type { JobExecutor } from './job-place.js';
import type { JobSpec } from './job-spec.js';
import { Queue } from './queue.js';

/** The default `bufferbytes`. More let workers run further ahead with large items, fewer bound memory more tightly. */
export const BUFFERBYTES = 64 * 2 ** 20;

/** Results that tell how large the next one will be. More follow a change later, fewer are misled by a single one. */
const MEMORY = 16;

/**
 * Bounds what a job takes from a source that is read on demand, by about how many bytes the items have that are not delivered,
 * with their results. Results that are not here yet count as much as those before them.
 */
export class ByteBound {
  readonly #executor: JobExecutor;
  readonly #limit: number;
  readonly #fewest: number;
  /** Bytes of the items that are not delivered, as if they left in order. */
  readonly #weights = new Queue<number>();
  #count = 0;
  #held = 0;
  /** How many results there were, and bytes of one, by the last of them. */
  #results = 0;
  #result = 0;

  constructor({ ordering, chunksize, bufferbytes = BUFFERBYTES }: JobSpec, executor: JobExecutor) {
    this.#executor = executor;
    // All at once, everything has to be in memory before anything can be delivered.
    this.#limit = ordering === 'all-at-once' ? Infinity : bufferbytes;
    // However large they are, a chunk of items goes, and each worker gets one.
    this.#fewest = Math.max(chunksize ?? 1, executor.size);
  }

  /** Weighs an item that has come. */
  take(item: unknown): void {
    const weight = this.#weigh(item);
    this.#weights.push(weight);
    this.#count++;
    this.#held += weight;
  }

  /** Learns from results that have come. */
  learn({ values, bytes = this.#weigh(values) }: Pick<Results, 'values' | 'bytes'>): void {
    const { length } = values;
    if (length === 0) return;
    this.#results += length;
    const share = Math.min(1, length / Math.min(this.#results, MEMORY));
    this.#result += (bytes / length - this.#result) * share;
  }

  #weigh(value: unknown): number {
    return this.#executor.weigh?.(value) ?? 0;
  }

  /**
   * Items that may be taken.
   *
   * @param room - Those that may be taken where bytes do not count.
   * @param undelivered - Items that were taken and not delivered.
   */
  room(room: number, undelivered: number): number {
    for (; this.#count > undelivered; this.#count--) {
      this.#held -= this.#weights.first ?? 0;
      this.#weights.shift();
    }
    const fits = this.#held + undelivered * this.#result < this.#limit;
    return fits || undelivered < this.#fewest ? room : 0;
  }
}
