import { Tempo } from './tempo.js';

/**
 * How many items are worth sending in one message, by how long items take: a worker should have about as much work
 * in a message as makes the way to it cheap, and no more, so that the end of a job is spread over all workers.
 */
export class MessageSize {
  readonly #messageTime: number;
  readonly #tempo = new Tempo();
  #size = 1;

  /** @param messageTime - Work worth sending at once, in ms; 0 for one chunk at a time. */
  constructor(messageTime: number) {
    this.#messageTime = messageTime;
  }

  /** What an item takes, in ms; undefined as long as nothing is known. */
  get itemTime(): number | undefined {
    return this.#tempo.itemTime;
  }

  /** Some items took some time. */
  observe(items: number, elapsed: number): void {
    this.#tempo.observe(items, elapsed);
    if (this.#messageTime === 0) return;
    const { itemTime = 0 } = this.#tempo;
    const worthwhile = itemTime > 0 ? this.#messageTime / itemTime : Infinity;
    // Doubling finds the size in a few messages, and is at most one message of double length wrong.
    this.#size = Math.max(1, Math.min(this.#size * 2, worthwhile));
  }

  /** Items to send at once, if `queued` wait and `places` messages can be at workers. */
  next(queued: number, places: number): number {
    return Math.min(this.#size, Math.ceil(queued / places));
  }
}
