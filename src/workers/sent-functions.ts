/** A function, or a part of one. */
interface Sent {
  readonly id: number;
}

/**
 * The functions that the workers of a pool were sent and that can still be called for, and the parts of those, by their
 * ids: a program that makes a new function for each call must not fill its workers with them, and with what they captured.
 */
export class SentFunctions {
  /** How many can never be called for again. */
  gone = 0;
  readonly #ids = new Set<number>();
  readonly #registry = new FinalizationRegistry<number>((id) => {
    this.#ids.delete(id);
    this.gone++;
  });

  add(sent: Sent): void {
    const { id } = sent;
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    // It lives as long as what was captured reads as it did, and as any batch that was not reported.
    this.#registry.register(sent, id);
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }
}
