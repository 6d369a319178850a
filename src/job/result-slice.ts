import type { Results } from '../executor/report.js';

/** Outcomes of consecutive items. */
export type Values = Results['values'];

/** Results of consecutive items, which leave one by one. */
export class ResultSlice {
  readonly #values: Values;
  readonly #to: number;
  #at: number;

  constructor(values: Values, from: number, to: number) {
    this.#values = values;
    this.#at = from;
    this.#to = to;
  }

  get isEmpty(): boolean {
    return this.#at === this.#to;
  }

  shift(): unknown {
    const at = this.#at++;
    const result = this.#values[at];
    // What has left must not be kept in memory by what has not.
    if (typeof result === 'object') (this.#values as unknown[])[at] = undefined;
    return result;
  }
}
