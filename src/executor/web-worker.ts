/** What the pool needs of a `Worker`; every browser's own is one. */
export interface WebWorker {
  /** Sends a message to the worker. */
  postMessage(message: unknown, transfer: object[]): void;
  /** Hears of its messages and errors. */
  addEventListener(type: string, listener: (event: object) => void): void;
  /** Ends it now. */
  terminate(): void;
}
