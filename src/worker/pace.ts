/**
 * Time between two looks at the clock, in ms. To look takes about 0.04 µs, which is longer than the shortest functions
 * take; longer between looks makes them cheaper, shorter sees sooner that items have become slow.
 */
const QUICK_STRETCH = 0.05;

/** Decides after which items a worker looks at the clock: after each one, unless they are known to be quick. */
export class Pace {
  /** When it last looked. */
  #at = 0;
  #items = 0;
  /** How many items may pass before it looks again. */
  #patience = 1;
  readonly #now: () => number;

  /** @param now - Milliseconds on this worker's own clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Begins to count anew, as time has passed with something else. */
  restart(): number {
    this.#at = this.#now();
    this.#items = 0;
    return this.#at;
  }

  /** An item is over: is it time to look? */
  isTime(isHurried: boolean): boolean {
    return ++this.#items >= this.#patience || isHurried;
  }

  /** Looks at the clock. */
  look(): number {
    const now = this.#now();
    const fitting = (QUICK_STRETCH * this.#items) / Math.max(now - this.#at, 1e-6);
    // What comes next may be slower; so the more items pass unseen, the more must have been quick before.
    this.#patience = Math.max(1, Math.min(fitting, this.#patience * 2));
    this.#at = now;
    this.#items = 0;
    return now;
  }
}
