import { Batch, type Results } from './batch.js';
import type { Output } from './output.js';
import { Queue } from './queue.js';

/** Results leave as they come. */
export class AsReady implements Output {
  readonly released = 1;
  readonly #batches = new Queue<Batch>();

  put(_index: number, results: Results, from: number, to: number): void {
    this.#batches.push(new Batch(results, from, to));
  }

  ready(): boolean {
    return this.#batches.first !== undefined;
  }

  shift(): unknown {
    const batch = this.#batches.first;
    const result = batch?.shift();
    if (batch?.isEmpty) this.#batches.shift();
    return result;
  }
}
