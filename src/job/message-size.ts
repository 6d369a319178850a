/**
 * How many items are worth sending in one message, by how long items take: a worker should have about as much work
 * in a message as makes the way to it cheap, and no more, so that the end of a job is spread over all workers.
 */
export class MessageSize {
  readonly #messageTime: number;
  /** What an item took by the last report, in ms. */
  #last: number | undefined;
  #itemTime: number | undefined;
  #size = 1;

  /** @param messageTime - Work worth sending at once, in ms; 0 for one chunk at a time. */
  constructor(messageTime: number) {
    this.#messageTime = messageTime;
  }

  /** What an item takes, in ms, by the quicker of the last two reports; undefined as long as there is none. */
  get itemTime(): number | undefined {
    return this.#itemTime;
  }

  /** Some items took some time. */
  observe(items: number, elapsed: number): void {
    const measured = elapsed / items;
    // One slow item among quick ones says nothing of those behind it: where one of a hundred is a hundred times slower,
    // to heed each took three times as many messages. Two in a row are no exception any more.
    this.#itemTime = Math.min(measured, this.#last ?? measured);
    this.#last = measured;
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
