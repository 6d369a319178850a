import type { Clock } from '../executor/clock.js';
import type { Running } from './link.js';

/** What a watch looks at. */
export interface Watched {
  /** Most ms that an item of the chunk at hand may run. */
  timeout(): number;
  /** The item that runs now, if one does. */
  running(): Running | undefined;
  /** Milliseconds on the clock of `Running.since`. */
  now(): number;
  /** The item that runs has had its time. */
  kill(): void;
}

/** Keeps a timer on the item that a worker is at, while items have a timeout. */
export class Watch {
  readonly #clock: Clock;
  readonly #watched: Watched;
  #late: Running | undefined;
  /** What the timer goes by; `Infinity` while there is none. */
  #timeout = Infinity;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock, watched: Watched) {
    this.#clock = clock;
    this.#watched = watched;
  }

  /** Another chunk may be at hand. */
  update(): void {
    const timeout = this.#watched.timeout();
    if (timeout === this.#timeout) return;
    this.stop();
    this.#timeout = timeout;
    if (timeout < Infinity) this.#lookAfter(timeout);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#timeout = Infinity;
  }

  /** True if the item was killed because it was late. */
  wasLate(item: Running): boolean {
    return this.#late?.seq === item.seq && this.#late.position === item.position;
  }

  #lookAfter(ms: number): void {
    this.#stopTimer = this.#clock.after(ms, () => this.#look());
  }

  #look(): void {
    const timeout = this.#timeout;
    const running = this.#watched.running();
    const left = running ? running.since + timeout - this.#watched.now() : timeout;
    if (!running || left > 0) {
      this.#lookAfter(Math.max(left, 1));
    } else if (this.wasLate(running)) {
      this.#watched.kill();
    } else {
      // This thread may have been busy itself: what the worker has said meanwhile counts first.
      this.#late = running;
      this.#lookAfter(1);
    }
  }
}
