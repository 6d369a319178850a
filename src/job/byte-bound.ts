import type { Results } from '../executor/report.js';
import type { JobExecutor } from './job-place.js';
import type { JobSpec } from './job-spec.js';

/** The default `bufferbytes`. More let workers run further ahead with large items, fewer bound memory more tightly. */
export const BUFFERBYTES = 64 * 2 ** 20;

/** Items and results that tell how large others are. More follow a change later, fewer are misled by a single one. */
const MEMORY = 16;

/**
 * So many objects behind one of less than so many bytes are taken to be as small. To weigh one takes a microsecond: more cost
 * less where items are quick, fewer let fewer large ones pass unseen.
 */
const ALIKE = 7;
const SMALL = 4096;

/** What some values weigh, by the last of them. */
class Mean {
  value = 0;
  #count = 0;

  /** Takes the mean of some more. */
  add(mean: number, count: number): void {
    this.#count += count;
    this.value += (mean - this.value) * Math.min(1, count / Math.min(this.#count, MEMORY));
  }
}

/**
 * Bounds what a job takes from a source that is read on demand, by about how many bytes the items have that are not delivered,
 * with their results. Those that are not here yet count as much as those before them.
 */
export class ByteBound {
  readonly #executor: JobExecutor;
  readonly #limit: number;
  readonly #fewest: number;
  readonly #item = new Mean();
  readonly #result = new Mean();
  #alike = 0;

  constructor({ ordering, chunksize, bufferbytes = BUFFERBYTES }: JobSpec, executor: JobExecutor) {
    this.#executor = executor;
    // All at once, everything has to be in memory before anything can be delivered.
    this.#limit = ordering === 'all-at-once' ? Infinity : bufferbytes;
    // However large they are, a chunk of items goes, and each worker gets one.
    this.#fewest = Math.max(chunksize ?? 1, executor.size);
  }

  /** Weighs an item that has come. */
  take(item: unknown): void {
    if (typeof item === 'object' && this.#alike-- > 0) return;
    const weight = this.#weigh(item);
    this.#alike = weight < SMALL ? ALIKE : 0;
    this.#item.add(weight, 1);
  }

  /** Weighs results that have come. */
  learn({ values, bytes = this.#weigh(values) }: Pick<Results, 'values' | 'bytes'>): void {
    const { length } = values;
    if (length > 0) this.#result.add(bytes / length, length);
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
    const held = undelivered * (this.#item.value + this.#result.value);
    return held < this.#limit || undelivered < this.#fewest ? room : 0;
  }
}
