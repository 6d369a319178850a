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
  /** The mark that the first waiting item falls under. */
  #first: Mark;
  readonly #later = new Queue<Mark>();
  #last: Mark;

  /** @param index - The first item that waits: it and those behind it count from now on. */
  constructor(clock: Clock, index: number) {
    this.#clock = clock;
    this.#first = { index, at: clock.now() };
    this.#last = this.#first;
  }

  /** An item has come. */
  note(index: number): void {
    const at = this.#clock.now();
    if (at - this.#last.at < RESOLUTION) return;
    this.#last = { index, at };
    this.#later.push(this.#last);
  }

  /** When an item came. Those before it are forgotten: indices never go down. */
  since(index: number): number {
    for (let mark = this.#later.first; mark && mark.index <= index; mark = this.#later.first) {
      this.#first = mark;
      this.#later.shift();
    }
    return this.#first.at;
  }
}
