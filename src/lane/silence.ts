import type { Clock } from '../executor/clock.js';

/**
 * A worker that was given work and has been silent for this long, in ms, is at something slow: nothing more is put
 * behind it, and it is to send what it has. Longer lets quick chunks wait for a slow item, and results for the next
 * ones; shorter takes a busy machine for a slow item.
 */
const LONG = 5;

/** How long a worker with work has been silent, and what is to be done when that gets long. */
export class Silence {
  readonly #clock: Clock;
  readonly #isBusy: () => boolean;
  readonly #onLong: () => void;
  /** When the worker was last heard of, or was given something to do. */
  #since = 0;
  #stopTimer: (() => void) | undefined;

  /** @param onLong - Called once per silence. */
  constructor(clock: Clock, isBusy: () => boolean, onLong: () => void) {
    this.#clock = clock;
    this.#isBusy = isBusy;
    this.#onLong = onLong;
  }

  get isLong(): boolean {
    return this.#isBusy() && this.#clock.now() - this.#since > LONG;
  }

  /** It is over, and the next one begins. */
  restart(): void {
    this.#since = this.#clock.now();
    if (!this.#stopTimer) this.#lookAfter(LONG);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #lookAfter(ms: number): void {
    this.#stopTimer = this.#clock.after(ms, () => {
      this.#stopTimer = undefined;
      if (!this.#isBusy()) return;
      const left = this.#since + LONG - this.#clock.now();
      if (left > 0) this.#lookAfter(left);
      else this.#onLong();
    });
  }
}
