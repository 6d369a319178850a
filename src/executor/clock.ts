/** Time as an executor sees it: real, or virtual in tests. */
export interface Clock {
  /** Milliseconds from some fixed moment. */
  now(): number;
  /** Calls back once after `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}
