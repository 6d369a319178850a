import type { Clock } from '../executor/clock.js';
import type { RunningItem } from './parcels.js';

/** What has a timeout. */
export interface Timed {
  /** Most ms that any item here may run. */
  timeout(): number;
  /** The items that run now. */
  running(): readonly RunningItem[];
  /** Milliseconds on the clock of `Running.since`. */
  now(): number;
  /** This item has had its time, and gets its grace: `parcel.late` then says when that ends. */
  abort(item: RunningItem): void;
  /** This item has had its time, and its grace. */
  kill(late: RunningItem): void;
}

/** Keeps a timer on the items that a worker runs, while some have a timeout. */
export class Timeouts {
  readonly #clock: Clock;
  readonly #timed: Timed;
  /** The item that has had its time. */
  #late: RunningItem | undefined;
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
    this.#late = undefined;
  }

  #wasLate({ parcel, position }: RunningItem): boolean {
    return this.#late?.parcel === parcel && this.#late.position === position;
  }

  #lookAfter(ms: number): void {
    this.#stopTimer = this.#clock.after(ms, () => this.#look());
  }

  #look(): void {
    const now = this.#timed.now();
    let least = this.#timeout;
    let late: RunningItem | undefined;
    for (const item of this.#timed.running()) {
      const { timeout, grace } = item.parcel.submission.batch.call;
      const killAt = item.parcel.late?.get(item.position);
      const left = (killAt ?? item.since + timeout) - now;
      if (left > 0) least = Math.min(least, left);
      // This thread may have been busy itself: what the worker has said meanwhile counts first.
      else if (!this.#wasLate(item)) late ??= item;
      else if (killAt !== undefined || grace === 0) return this.#timed.kill(item);
      else {
        this.#timed.abort(item);
        least = Math.min(least, grace);
      }
    }
    this.#late = late;
    this.#lookAfter(late ? 1 : Math.max(least, 1));
  }
}
