/**
 * Time between two looks at the clock, in ms. To look takes about 0.04 µs, which is longer than the shortest functions
 * take; longer between looks makes them cheaper, shorter sees sooner that items have become slow.
 */
const BETWEEN_LOOKS = 0.05;

/** Decides after which items a worker looks at the clock: after each one, unless they are known to be quick. */
export class Pace {
  /** When it last looked. */
  #at = 0;
  #items = 0;
  /** How many items may pass before it looks again. */
  #patience = 1;

  /** Begins to count anew, as time has passed with something else. */
  restart(): number {
    this.#at = performance.now();
    this.#items = 0;
    return this.#at;
  }

  /** An item is over: is it time to look? */
  isTime(isHurried: boolean): boolean {
    return ++this.#items >= this.#patience || isHurried;
  }

  /** Looks at the clock. */
  look(): number {
    const now = performance.now();
    const fitting = (BETWEEN_LOOKS * this.#items) / Math.max(now - this.#at, 1e-6);
    // What comes next may be slower; so the more items pass unseen, the more must have been quick before.
    this.#patience = Math.max(1, Math.min(fitting, this.#patience * 2));
    this.#at = now;
    this.#items = 0;
    return now;
  }
}
