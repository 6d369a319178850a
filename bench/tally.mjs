import { weigh } from './tasks.mjs';

/** Takes a contender's results, so that a wrong one cannot win. */
export class Tally {
  count = 0;
  sum = 0;
  /** When the first result came, on the clock of `performance.now()`. */
  firstAt = Infinity;
  /**
   * Durations of the single calls, in ms.
   *
   * @type {number[]}
   */
  took = [];

  /** @param {unknown} result */
  add(result) {
    if (this.count === 0) this.firstAt = performance.now();
    this.count++;
    this.sum += weigh(result);
  }

  /** @param {unknown[]} results */
  addAll(results) {
    for (const result of results) this.add(result);
  }
}
