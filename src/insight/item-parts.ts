import { describeValue } from '../pool/describe-value.js';

/** How much of each item is done that has reported and not passed. */
export class ItemParts {
  /** By index of the item. */
  readonly #parts = new Map<number, number>();

  /**
   * Takes a report in.
   *
   * @throws TypeError if it is not the share of an item that is done.
   */
  note(index: number, part: unknown): void {
    if (typeof part !== 'number' || !(part >= 0 && part <= 1)) {
      throw new TypeError(
        `Cannot count reports: each must be a number from 0 to 1: received ${describeValue(part)}; ` +
          `map them: reports.pipe(map((one) => ({ ...one, value: one.value / steps })))`,
      );
    }
    this.#parts.set(index, part);
  }

  /** An item has passed. It was probably the one that was nearest to its end; another reports again. */
  pass(): void {
    let most: number | undefined;
    for (const [index, part] of this.#parts) {
      if (most === undefined || part > (this.#parts.get(most) ?? 0)) most = index;
    }
    if (most !== undefined) this.#parts.delete(most);
  }

  get sum(): number {
    let sum = 0;
    for (const part of this.#parts.values()) sum += part;
    return sum;
  }
}
