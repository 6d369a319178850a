import type { Call } from '../executor/batch.js';

/** How long a pool has had something to do: from a job's first message to its last, with what it waits for between. */
export class UsageClock {
  readonly #begun = new WeakSet<Call>();
  #open = 0;
  #total = 0;
  #since = 0;
  /** When the pool had nothing out any more. */
  #restedAt = 0;

  /** A message of a job has gone. */
  begin(call: Call, at: number): void {
    if (this.#open++ === 0) {
      // A job that goes on has waited for its source, or for its reader.
      this.#since = this.#begun.has(call) ? this.#restedAt : at;
    }
    this.#begun.add(call);
  }

  /** A message is done with. */
  end(at: number): void {
    if (this.#open === 0 || --this.#open > 0) return;
    this.#total += at - this.#since;
    this.#restedAt = at;
  }

  /** How long that is, in ms. */
  at(now: number): number {
    return this.#total + (this.#open > 0 ? now - this.#since : 0);
  }
}
