// How fast the estimate of an item's time comes down when items prove faster; it goes up at once. Higher grows
// messages sooner again after a slow item, lower is misled less by a few fast items among slow ones. Where one item of
// a hundred is a hundred times slower, 0.25 sends twice as many messages.
const TRUST = 0.5;

/**
 * How many items are worth sending in one message, by how long items take: a worker should have about as much work
 * in a message as makes the way to it cheap, and no more, so that the end of a job is spread over all workers.
 */
export class MessageSize {
  readonly #messageTime: number;
  /** Estimate for one item, in ms. */
  #itemTime: number | undefined;
  #size = 1;

  /** @param messageTime - Work worth sending at once, in ms; 0 for one chunk at a time. */
  constructor(messageTime: number) {
    this.#messageTime = messageTime;
  }

  /** What an item takes, in ms; undefined as long as none has returned. */
  get itemTime(): number | undefined {
    return this.#itemTime;
  }

  /** Some items took some time. */
  observe(items: number, elapsed: number): void {
    const measured = elapsed / items;
    const before = this.#itemTime;
    this.#itemTime =
      before === undefined || measured > before ? measured : before + (measured - before) * TRUST;
    if (this.#messageTime === 0) return;
    const worthwhile = this.#itemTime > 0 ? this.#messageTime / this.#itemTime : Infinity;
    // Doubling finds the size in a few messages, and is at most one message of double length wrong.
    this.#size = Math.max(1, Math.min(this.#size * 2, worthwhile));
  }

  /** Items to send at once, if `queued` wait and `places` messages can be at workers. */
  next(queued: number, places: number): number {
    return Math.min(this.#size, Math.ceil(queued / places));
  }
}
