// Below this length, moving the rest of an array to the front costs next to nothing.
const COMPACT_AT = 1024;

/** First in, first out, in constant time per entry: `Array.shift()` moves all the others. */
export class Queue<T> {
  #slots: Array<T | undefined> = [];
  #head = 0;

  /** The first one. */
  get first(): T | undefined {
    return this.#slots[this.#head];
  }

  push(entry: T): void {
    this.#slots.push(entry);
  }

  shift(): void {
    if (this.#head === this.#slots.length) return;
    this.#slots[this.#head++] = undefined;
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#slots.length) {
      this.#slots = this.#slots.slice(this.#head);
      this.#head = 0;
    }
  }
}
