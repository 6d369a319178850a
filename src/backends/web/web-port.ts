/** What both sides need of a `MessagePort`. */
export interface WebPort {
  addEventListener(
    type: 'message',
    listener: (event: { readonly data: unknown }) => void,
    options?: { once: boolean },
  ): void;
  addEventListener(type: 'messageerror', listener: () => void): void;
  postMessage(message: unknown, transfer?: readonly object[]): void;
  /** Lets messages come. */
  start(): void;
  close(): void;
}
