import type { Clock } from '../../executor/clock.js';

/** What an item may take. */
interface Allowance {
  readonly timeout: number;
  readonly grace: number;
}

/** What happens to an item that takes longer. */
interface Consequences {
  /** Its time is over. */
  readonly late: () => void;
  /** So is its grace. */
  readonly over: () => void;
}

/** Watches the time that an item takes. */
export class ItemLimit {
  readonly #clock: Clock;
  readonly #grace: number;
  readonly #consequences: Consequences;
  /** Ms that it may still run, from the time on when it last went on. */
  #left: number;
  #since = NaN;
  #isLate = false;
  #stop: (() => void) | undefined;

  constructor(clock: Clock, { timeout, grace }: Allowance, consequences: Consequences) {
    this.#clock = clock;
    this.#left = timeout;
    this.#grace = grace;
    this.#consequences = consequences;
    this.#goOn();
  }

  /** It waits until it may give more values, which costs it no time, or goes on. */
  pause(isPaused: boolean): void {
    if (this.#isLate) return;
    if (!isPaused) return this.#goOn();
    this.#stop?.();
    this.#left -= this.#clock.now() - this.#since;
  }

  /** It has ended. Returns true if that was too late, also where nothing could look at the clock before. */
  end(): boolean {
    this.#stop?.();
    return this.#isLate || this.#clock.now() - this.#since > this.#left;
  }

  #goOn(): void {
    this.#since = this.#clock.now();
    this.#stop = this.#clock.after(Math.max(this.#left, 0), () => {
      this.#isLate = true;
      this.#consequences.late();
      if (this.#grace < Infinity) this.#stop = this.#clock.after(this.#grace, this.#consequences.over);
    });
  }
}
