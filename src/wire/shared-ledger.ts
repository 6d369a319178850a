const SEQ = 0;
// Position + 1, so that 0 says that nothing runs.
const POSITION = 1;
const FIRST_SLOT = 2;
// More than a lane ever has in flight, so that no two of its chunks share a slot.
const SLOTS = 64;
const CLAIMED = FIRST_SLOT;
const LIMIT = FIRST_SLOT + SLOTS;
const OWNER = FIRST_SLOT + 2 * SLOTS;
const CANCELLED = FIRST_SLOT + 3 * SLOTS;
const WORDS = FIRST_SLOT + 4 * SLOTS;
const SINCE_OFFSET = WORDS * Int32Array.BYTES_PER_ELEMENT;

const NO_LIMIT = 2 ** 31 - 1;

/**
 * A few words of memory that a worker thread and its lane share: what the worker is at, and how far into each chunk
 * it may go. It speaks while the thread is too busy to, and after its death.
 */
export class SharedLedger {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #since: Float64Array;

  constructor(memory = new SharedArrayBuffer(SINCE_OFFSET + Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, WORDS);
    this.#since = new Float64Array(memory, SINCE_OFFSET, 1);
  }

  /** The lane is about to send chunk `seq`. */
  open(seq: number): void {
    Atomics.store(this.#words, CLAIMED + slot(seq), 0);
    Atomics.store(this.#words, LIMIT + slot(seq), NO_LIMIT);
    Atomics.store(this.#words, OWNER + slot(seq), seq);
  }

  /**
   * The worker is about to run an item; `since` is the time, for those who will ask for it.
   *
   * It claims the item before it looks at the limit, and the lane sets the limit before it looks at the claim: so at
   * least one of them sees the other.
   *
   * @returns False if the item is not to be run, nor those behind it.
   */
  begin(seq: number, position: number, since: number): boolean {
    this.#since[0] = since;
    Atomics.store(this.#words, SEQ, seq);
    Atomics.store(this.#words, POSITION, position + 1);
    Atomics.store(this.#words, CLAIMED + slot(seq), position + 1);
    // A chunk that has lost its slot was given back long ago.
    const isOwner = Atomics.load(this.#words, OWNER + slot(seq)) === seq;
    if (isOwner && position < Atomics.load(this.#words, LIMIT + slot(seq))) return true;
    this.rest();
    return false;
  }

  /** The item is over. */
  rest(): void {
    Atomics.store(this.#words, POSITION, 0);
  }

  /** What is running, if anything is. */
  read(): { seq: number; position: number; since: number } | undefined {
    const position = Atomics.load(this.#words, POSITION) - 1;
    if (position < 0) return undefined;
    return { seq: Atomics.load(this.#words, SEQ), position, since: this.#since[0] ?? 0 };
  }

  /**
   * Ends a chunk early: the worker runs no item from the returned position on.
   *
   * @param boundary - Where the chunk may end, given how many of its items the worker has claimed.
   */
  limit(seq: number, boundary: (claimed: number) => number): number {
    const before = Atomics.load(this.#words, LIMIT + slot(seq));
    for (;;) {
      // Never back up: what stands behind an earlier limit may run elsewhere by now.
      const end = Math.min(before, boundary(Atomics.load(this.#words, CLAIMED + slot(seq))));
      Atomics.store(this.#words, LIMIT + slot(seq), end);
      if (end === before || Atomics.load(this.#words, CLAIMED + slot(seq)) <= end) return end;
    }
  }

  /** Nobody waits for chunk `seq`. */
  cancel(seq: number): void {
    Atomics.store(this.#words, CANCELLED + slot(seq), seq);
  }

  isCancelled(seq: number): boolean {
    return Atomics.load(this.#words, CANCELLED + slot(seq)) === seq;
  }
}

function slot(seq: number): number {
  return seq & (SLOTS - 1);
}
