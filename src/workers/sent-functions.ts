import type { Shipment } from '../wire/shipment.js';

/**
 * The functions that the workers of a pool were sent and that can still be called for, by their ids: a program that
 * makes a new function for each call must not fill its workers with them, and with what they captured.
 */
export class SentFunctions {
  /** How many can never be called for again. */
  gone = 0;
  readonly #ids = new Set<number>();
  readonly #registry = new FinalizationRegistry<number>((id) => {
    this.#ids.delete(id);
    this.gone++;
  });

  add(shipment: Shipment): void {
    const { id } = shipment;
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    // It lives as long as the function, and as any batch that was not reported.
    this.#registry.register(shipment, id);
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }
}
