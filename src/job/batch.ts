import type { Report } from '../executor/executor.js';

/** Results of consecutive items. */
export type Results = Extract<Report, { type: 'results' }>['values'];

/** Results that leave one by one. */
export class Batch {
  readonly #results: Results;
  readonly #to: number;
  #at: number;

  constructor(results: Results, from: number, to: number) {
    this.#results = results;
    this.#at = from;
    this.#to = to;
  }

  get isEmpty(): boolean {
    return this.#at === this.#to;
  }

  shift(): unknown {
    const at = this.#at++;
    const result = this.#results[at];
    // What has left must not be kept in memory by what has not.
    if (typeof result === 'object') (this.#results as unknown[])[at] = undefined;
    return result;
  }
}
