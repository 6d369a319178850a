import type { Clock } from '../executor/clock.js';

/** Least time between two looks while some worker is heard of, in ms. Shorter finds nothing more, see `LONG_SILENCE`. */
const BETWEEN_LOOKS = 5;

/**
 * Longest time between two looks, in ms. Longer wakes the main thread less often, shorter finds out sooner that all
 * workers have become slow at once.
 */
const LONGEST_BETWEEN_LOOKS = 20;

/** What a patrol looks at. */
export interface Patrolled {
  /** There is something to look at. */
  readonly isWatched: boolean;
  look(): void;
}

/**
 * Looks at all workers of a pool now and then while any of them has work: when the main thread is awake anyway, and by a
 * timer only when no worker has been heard of for long, as each timer wakes it.
 */
export class Patrol {
  readonly #clock: Clock;
  readonly #patrolled: Patrolled[] = [];
  #looked = 0;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(patrolled: Patrolled): void {
    this.#patrolled.push(patrolled);
  }

  /** Some worker has work now. */
  start(): void {
    this.#stopTimer ??= this.#clock.after(LONGEST_BETWEEN_LOOKS, () => this.#onTimer());
  }

  /** Some worker was heard of. */
  heard(now: number): void {
    if (now - this.#looked >= BETWEEN_LOOKS) this.#lookAround(now);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #onTimer(): void {
    this.#stopTimer = undefined;
    if (this.#patrolled.some(({ isWatched }) => isWatched)) this.start();
    this.#lookAround(this.#clock.now());
  }

  #lookAround(now: number): void {
    this.#looked = now;
    for (const patrolled of this.#patrolled) patrolled.look();
  }
}
