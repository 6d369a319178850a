const SEQ = 0;
// Position + 1, so that 0 says that nothing runs.
const POSITION = 1;
const CANCELLED = 2;
// More than a lane ever has in flight, so that no two of its chunks share a slot.
const SLOTS = 64;
const SINCE_OFFSET = 8 * Math.ceil(((CANCELLED + SLOTS) * Int32Array.BYTES_PER_ELEMENT) / 8);

/**
 * A few words of memory that a worker thread and its lane share: what the worker is at, and what it is to stop.
 * It speaks while the thread is too busy to, and after its death.
 */
export class SharedLedger {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #since: Float64Array;

  constructor(memory = new SharedArrayBuffer(SINCE_OFFSET + Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, CANCELLED + SLOTS);
    this.#since = new Float64Array(memory, SINCE_OFFSET, 1);
  }

  /** An item begins; `since` is the time, for those who will ask for it. */
  begin(seq: number, position: number, since: number): void {
    this.#since[0] = since;
    Atomics.store(this.#words, SEQ, seq);
    Atomics.store(this.#words, POSITION, position + 1);
  }

  rest(): void {
    Atomics.store(this.#words, POSITION, 0);
  }

  /** What is running, if anything is. */
  read(): { seq: number; position: number; since: number } | undefined {
    const position = Atomics.load(this.#words, POSITION) - 1;
    if (position < 0) return undefined;
    return { seq: Atomics.load(this.#words, SEQ), position, since: this.#since[0] ?? 0 };
  }

  cancel(seq: number): void {
    Atomics.store(this.#words, CANCELLED + (seq & (SLOTS - 1)), seq);
  }

  isCancelled(seq: number): boolean {
    return Atomics.load(this.#words, CANCELLED + (seq & (SLOTS - 1))) === seq;
  }
}
