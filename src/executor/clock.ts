/** Time as an executor sees it: real, or virtual in tests. */
export interface Clock {
  /** Milliseconds from some fixed moment. */
  now(): number;
  /**
   * Calls back once after `ms` milliseconds, unless the returned function is called before. 0: as soon as whatever else
   * this thread has to do has had its turn.
   */
  after(ms: number, callback: () => void): () => void;
}

// Taken when this is loaded: a test library that replaces timers later must not stop the pool.
const { setTimeout, clearTimeout, performance } = globalThis;
const now = performance.now.bind(performance);

// Timers hold 31 bits of milliseconds; a longer one would fire at once. 24.8 days are as good as for ever.
const LONGEST = 2 ** 31 - 1;

/** The clock on the wall. */
export const realClock: Clock = {
  now,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST));
    return () => clearTimeout(timer);
  },
};
