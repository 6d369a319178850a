import { ResultSlice, type Values } from './result-slice.js';
import type { Output } from './output.js';
import { Queue } from './queue.js';

/** Results leave as they come. */
export class AsReady implements Output {
  readonly released = 1;
  readonly #slices = new Queue<ResultSlice>();

  put(_index: number, values: Values, from: number, to: number): void {
    this.#slices.push(new ResultSlice(values, from, to));
  }

  ready(): boolean {
    return this.#slices.first !== undefined;
  }

  shift(): unknown {
    const slice = this.#slices.first;
    const result = slice?.shift();
    if (slice?.isEmpty) this.#slices.shift();
    return result;
  }
}
