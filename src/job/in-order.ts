import { Batch, type Results } from './batch.js';
import type { Output } from './output.js';

/** Results leave in the order of their items. */
export class InOrder implements Output {
  readonly released = 1;
  /** By the index of their first item. */
  readonly #batches = new Map<number, Batch>();
  /** What has the next result, once that has come. */
  #batch: Batch | undefined;
  #next = 0;

  put(index: number, results: Results, from: number, to: number): void {
    const batch = new Batch(results, from, to);
    if (index === this.#next) this.#batch = batch;
    else this.#batches.set(index, batch);
  }

  ready(): boolean {
    return this.#batch !== undefined;
  }

  shift(): unknown {
    this.#next++;
    const batch = this.#batch;
    const result = batch?.shift();
    if (batch?.isEmpty) {
      this.#batch = this.#batches.get(this.#next);
      this.#batches.delete(this.#next);
    }
    return result;
  }
}
