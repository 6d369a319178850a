import type { AnyFunction } from '../function/any-function.js';

/** How long items take, by what was last seen of them. */
export class Tempo {
  /** What an item took by the last report, in ms. */
  #last: number | undefined;
  /** What an item takes, in ms, by the quicker of the last two reports; undefined as long as there is none. */
  itemTime: number | undefined;

  /** Some items took some time. */
  observe(items: number, elapsed: number): void {
    const measured = elapsed / items;
    // One slow item among quick ones says nothing of those behind it: where one of a hundred is a hundred times slower,
    // to heed each took three times as many messages. Two in a row are no exception any more.
    this.itemTime = Math.min(measured, this.#last ?? measured);
    this.#last = measured;
  }
}

/** The tempo of each function that a pool has run. */
export class Tempos {
  readonly #tempos = new WeakMap<AnyFunction, Tempo>();

  of(fn: AnyFunction): Tempo {
    const known = this.#tempos.get(fn);
    if (known) return known;
    const tempo = new Tempo();
    this.#tempos.set(fn, tempo);
    return tempo;
  }
}

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
