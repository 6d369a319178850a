import type { Clock } from '../executor/clock.js';

/**
 * Time between two looks, in ms. Longer wakes the main thread less often, shorter finds out sooner that a worker has
 * become slow.
 */
const BETWEEN_LOOKS = 5;

/** What a patrol looks at. */
export interface Patrolled {
  /** It has work, so there is something to look at. */
  readonly isBusy: boolean;
  look(): void;
}

/** Looks at all lanes of a pool now and then while any of them has work: on one timer, as each wakes the main thread. */
export class Patrol {
  readonly #clock: Clock;
  readonly #lanes: Patrolled[] = [];
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(lane: Patrolled): void {
    this.#lanes.push(lane);
  }

  /** Some lane has work now. */
  start(): void {
    this.#stopTimer ??= this.#clock.after(BETWEEN_LOOKS, () => this.#look());
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #look(): void {
    this.#stopTimer = undefined;
    const busy = this.#lanes.filter(({ isBusy }) => isBusy);
    if (busy.length > 0) this.start();
    for (const lane of busy) lane.look();
  }
}
