// Below this length, moving the rest of an array to the front costs next to nothing.
const COMPACT_AT = 1024;

/** First in, first out, in constant time per item: `Array.shift()` moves all the others. */
export class Queue<T> {
  #slots: Array<T | undefined> = [];
  #head = 0;

  get length(): number {
    return this.#slots.length - this.#head;
  }

  push(item: T): void {
    this.#slots.push(item);
  }

  /** Puts an item back in front of all others. */
  unshift(item: T): void {
    if (this.#head > 0) this.#slots[--this.#head] = item;
    else this.#slots.unshift(item);
  }

  /** The item at a distance from the front. */
  at(position: number): T | undefined {
    return this.#slots[this.#head + position];
  }

  set(position: number, item: T): void {
    this.#slots[this.#head + position] = item;
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head++] = undefined;
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#slots.length) {
      this.#slots = this.#slots.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#slots = [];
    this.#head = 0;
  }
}
