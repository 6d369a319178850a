import { ResultSlice, type Values } from './result-slice.js';
import type { Output } from './output.js';

/** Results leave in the order of their items. */
export class InOrder implements Output {
  readonly released = 1;
  /** By the index of their first item. */
  readonly #slices = new Map<number, ResultSlice>();
  /** What has the next result, once that has come. */
  #slice: ResultSlice | undefined;
  #next = 0;

  put(index: number, values: Values, from: number, to: number): void {
    const slice = new ResultSlice(values, from, to);
    if (index === this.#next) this.#slice = slice;
    else this.#slices.set(index, slice);
  }

  ready(): boolean {
    return this.#slice !== undefined;
  }

  shift(): unknown {
    this.#next++;
    const slice = this.#slice;
    const result = slice?.shift();
    if (slice?.isEmpty) {
      this.#slice = this.#slices.get(this.#next);
      this.#slices.delete(this.#next);
    }
    return result;
  }
}
