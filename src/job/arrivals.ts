import type { Clock } from '../executor/clock.js';
import { Queue } from './queue.js';

/**
 * How exactly arrivals are known, in ms. Finer tells more, coarser keeps less in memory: one mark for each such time in
 * which items came that still wait.
 */
const RESOLUTION = 10;

/** Items from this index on, up to the next mark, came at about this time. */
interface Mark {
  readonly index: number;
  readonly at: number;
}

/** When the items came that wait in a queue. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #marks = new Queue<Mark>();
  /** When the first waiting item came, and when the last mark was made. */
  #first: number;
  #last: number;

  /** Items that wait already count from now on. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.now();
    this.#first = this.#last;
  }

  /** An item has come. */
  note(index: number): void {
    const at = this.#clock.now();
    if (at - this.#last < RESOLUTION) return;
    this.#marks.push({ index, at });
    this.#last = at;
  }

  /** When an item came. Those before it are forgotten: indices never go down. */
  since(index: number): number {
    for (let mark = this.#marks.first; mark && mark.index <= index; mark = this.#marks.first) {
      this.#first = mark.at;
      this.#marks.shift();
    }
    return this.#first;
  }
}
