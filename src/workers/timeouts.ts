import type { Clock } from '../executor/clock.js';
import type { Running } from './link.js';
import type { RunningItem } from './parcels.js';

/** What has a timeout. */
export interface Timed {
  /** Most ms that any item here may run. */
  timeout(): number;
  /** The item that runs now, if one does. */
  running(): RunningItem | undefined;
  /** Milliseconds on the clock of `Running.since`. */
  now(): number;
  /** The item that runs has had its time, and gets its grace: `parcel.late` then says when that ends. */
  abort(item: RunningItem): void;
  /** The item that runs has had its time, and its grace. */
  kill(): void;
}

/** Keeps a timer on the item that a worker runs, while items have a timeout. */
export class Timeouts {
  readonly #clock: Clock;
  readonly #timed: Timed;
  /** The item that has had its time. */
  #late: Pick<Running, 'seq' | 'position'> | undefined;
  /** What the timer goes by; `Infinity` while there is none. */
  #timeout = Infinity;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock, timed: Timed) {
    this.#clock = clock;
    this.#timed = timed;
  }

  /** Other items may be there now. */
  update(): void {
    const timeout = this.#timed.timeout();
    if (timeout === this.#timeout) return;
    this.stop();
    this.#timeout = timeout;
    if (timeout < Infinity) this.#lookAfter(timeout);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#timeout = Infinity;
  }

  #wasLate(item: Running): boolean {
    return this.#late?.seq === item.seq && this.#late.position === item.position;
  }

  #lookAfter(ms: number): void {
    this.#stopTimer = this.#clock.after(ms, () => this.#look());
  }

  #look(): void {
    const running = this.#timed.running();
    const { timeout, grace } = running?.parcel.submission.batch.call ?? { timeout: this.#timeout, grace: 0 };
    const killAt = running?.parcel.late?.get(running.position);
    const left = running ? (killAt ?? running.since + timeout) - this.#timed.now() : timeout;
    if (!running || left > 0) {
      this.#lookAfter(Math.max(Math.min(left, this.#timeout), 1));
    } else if (this.#wasLate(running)) {
      if (killAt !== undefined || grace === 0) return this.#timed.kill();
      // What it says until its grace is over counts first, too.
      this.#late = undefined;
      this.#timed.abort(running);
      this.#lookAfter(Math.max(Math.min(grace, this.#timeout), 1));
    } else {
      // This thread may have been busy itself: what the worker has said meanwhile counts first.
      this.#late = { seq: running.seq, position: running.position };
      this.#lookAfter(1);
    }
  }
}
