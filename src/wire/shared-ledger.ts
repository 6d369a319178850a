// Words that are not written by the same thread are this many apart, and so are those of two ledgers: processors
// exchange memory in lines of 16 words, and a line that two of them write to goes to and fro.
const LINE = 16;

/** Batches that have a place in the ledger: no two of those that a worker was sent may share one. */
export const SLOTS = 1024;

const HURRIED = LINE;
const FIRST_SLOT = 2 * LINE;
// How many of a batch's items the worker has begun: the last of them runs, if one does.
const CLAIMED = FIRST_SLOT;
const LIMIT = FIRST_SLOT + SLOTS;
const OWNER = FIRST_SLOT + 2 * SLOTS;
const CANCELLED = FIRST_SLOT + 3 * SLOTS;
const IS_RUNNING = FIRST_SLOT + 4 * SLOTS;
// The item of a batch that has had its time, counted from 1.
const LATE = FIRST_SLOT + 5 * SLOTS;
// These are numbers of two words each.
const SINCE = FIRST_SLOT + 6 * SLOTS;
const WORDS = SINCE + 2 * SLOTS + LINE;

const NO_LIMIT = 2 ** 31 - 1;

// Taken now: the program may replace them.
const { load, store } = Atomics;
const now = performance.now.bind(performance);

/**
 * How long, in ms, another processor may keep a store to itself. They do for well under a microsecond; longer makes
 * sure of it, shorter keeps the main thread from waiting when it recalls a batch.
 */
const STORE_TIME = 0.02;

/**
 * A few words of memory that a worker thread and the near side share: what the worker is at, and how far into each batch
 * it may go. It speaks while the thread is too busy to, and after its death.
 */
export class SharedLedger {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #since: Float64Array;
  /** The batch that the worker said last that it runs, as it writes for each item. */
  #seq: number | undefined;

  constructor(memory = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, WORDS);
    this.#since = new Float64Array(memory, SINCE * Int32Array.BYTES_PER_ELEMENT, SLOTS);
  }

  /** Batch `seq` is about to be sent. */
  open(seq: number): void {
    store(this.#words, CLAIMED + slot(seq), 0);
    store(this.#words, LIMIT + slot(seq), NO_LIMIT);
    store(this.#words, IS_RUNNING + slot(seq), 0);
    store(this.#words, LATE + slot(seq), 0);
    store(this.#words, OWNER + slot(seq), seq);
  }

  /**
   * The worker is about to run an item; `since` is the time, for those who will ask for it.
   *
   * It claims the item before it looks at the limit, and the near side sets the limit before it looks at the claim, so that
   * at least one of them sees the other. To make sure of it here, for each item, would take longer than quick
   * functions do (an atomic store takes 20 ns and more, a plain one 2): so it is the near side that waits, now and then.
   *
   * @returns What `WorkerPort.begin` returns.
   */
  begin(seq: number, position: number, since: number): 'run' | 'hurry' | 'stop' {
    const words = this.#words;
    const at = slot(seq);
    this.#since[at] = since;
    words[CLAIMED + at] = position + 1;
    if (seq !== this.#seq) {
      this.#seq = seq;
      store(words, IS_RUNNING + at, 1);
    }
    // A batch that has lost its slot was given back long ago.
    if (position >= (words[LIMIT + at] as number) || words[OWNER + at] !== seq) return 'stop';
    return words[HURRIED] === seq ? 'hurry' : 'run';
  }

  /** No item of batch `seq` runs. */
  rest(seq: number): void {
    if (seq === this.#seq) this.#seq = undefined;
    store(this.#words, IS_RUNNING + slot(seq), 0);
  }

  /** The item of batch `seq` that runs, if one does. */
  read(seq: number): { position: number; since: number } | undefined {
    const at = slot(seq);
    if (load(this.#words, IS_RUNNING + at) === 0) return undefined;
    const position = load(this.#words, CLAIMED + at) - 1;
    return position < 0 ? undefined : { position, since: this.#since[at] ?? 0 };
  }

  /**
   * Ends a batch early: the worker runs no item from the returned position on.
   *
   * @param boundary - Where the batch may end, given how many of its items the worker has claimed.
   */
  limit(seq: number, boundary: (claimed: number) => number): number {
    const before = load(this.#words, LIMIT + slot(seq));
    for (;;) {
      // Never back up: what stands behind an earlier limit may run elsewhere by now.
      const end = Math.min(before, boundary(load(this.#words, CLAIMED + slot(seq))));
      store(this.#words, LIMIT + slot(seq), end);
      if (end === before) return end;
      waitForStores();
      if (load(this.#words, CLAIMED + slot(seq)) <= end) return end;
    }
  }

  /** The worker has been silent for long: it is to look at the clock after each item of batch `seq`. */
  hurry(seq: number): void {
    store(this.#words, HURRIED, seq);
  }

  /** Nobody waits for batch `seq`: the worker runs no further item of it. Returns true if it has begun none. */
  cancel(seq: number): boolean {
    store(this.#words, CANCELLED + slot(seq), seq);
    store(this.#words, LIMIT + slot(seq), 0);
    const isUntouched = (): boolean => load(this.#words, CLAIMED + slot(seq)) === 0;
    if (!isUntouched()) return false;
    waitForStores();
    return isUntouched();
  }

  isCancelled(seq: number): boolean {
    return load(this.#words, CANCELLED + slot(seq)) === seq;
  }

  /** An item has had its time, and may still return. */
  flagLate(seq: number, position: number): void {
    store(this.#words, LATE + slot(seq), position + 1);
  }

  isLate(seq: number, position: number): boolean {
    return load(this.#words, LATE + slot(seq)) === position + 1;
  }
}

/** Waits until what another processor has stored is seen here. */
function waitForStores(): void {
  const start = now();
  while (now() - start < STORE_TIME);
}

function slot(seq: number): number {
  return seq & (SLOTS - 1);
}
