/** A place in a list, for one value. */
export class Entry<T> {
  next: Entry<T> | undefined;
  previous: Entry<T> | undefined;
  list: LinkedList<T> | undefined;

  constructor(readonly value: T) {}
}

/**
 * Values in the order in which they came, of which any can leave in constant time.
 *
 * A `Set` makes a new table again and again where values come and go. Each old one keeps what it held alive until the
 * garbage collector goes through all of the memory, which made lone calls several times slower.
 */
export class LinkedList<T> {
  first: Entry<T> | undefined;
  #last: Entry<T> | undefined;

  push(entry: Entry<T>): void {
    entry.list = this;
    entry.previous = this.#last;
    if (this.#last) this.#last.next = entry;
    else this.first = entry;
    this.#last = entry;
  }

  remove(entry: Entry<T>): void {
    const { next, previous } = entry;
    if (previous) previous.next = next;
    else this.first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    entry.list = undefined;
    entry.next = undefined;
    entry.previous = undefined;
  }

  /** The values that are here now. */
  get values(): T[] {
    const values: T[] = [];
    for (let entry = this.first; entry; entry = entry.next) values.push(entry.value);
    return values;
  }
}
