import type { Pool } from '../pool/pool.js';

/** How much of their time the workers of a pool have work, added up from one change to the next. */
export class BusyTime {
  readonly #pool: Pool;
  #from: number;
  #since: number;
  #busy: number;
  /** Milliseconds of all workers together since `#from`. */
  #total = 0;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.#from = this.#now();
    this.#since = this.#from;
    this.#busy = pool.stats.workers.busy;
  }

  /** Something has changed, perhaps the number of workers that have work. */
  note(): void {
    const now = this.#now();
    this.#total += this.#busy * (now - this.#since);
    this.#since = now;
    this.#busy = this.#pool.stats.workers.busy;
  }

  /** The share of their time in which the workers had work since this was last asked, from 0 to 1. */
  take(): number {
    this.note();
    const time = (this.#since - this.#from) * this.#pool.processes;
    const share = time > 0 ? this.#total / time : 0;
    this.#from = this.#since;
    this.#total = 0;
    return share;
  }

  #now(): number {
    return this.#pool.dispatcher.clock.now();
  }
}
