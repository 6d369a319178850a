import type { Batch } from '../executor/batch.js';
import type { Rejection, Unrun } from '../executor/report.js';

// A batch that its worker died with, before it began any of it, is tried again: another item's crash may have
// been the reason. More strikes cost more dead workers when the batch itself is the reason, fewer would blame
// innocents.
const STRIKES = 3;

/** What becomes of the items that a dead worker had: one may fail, the others run again, together or each alone. */
export interface Aftermath {
  readonly failed: { readonly offset: number; readonly rejection: Rejection } | undefined;
  readonly isAlone: boolean;
}

/** Decides which items of a job run once more. */
export class Attempts {
  readonly #retries: number;
  /** By index of an item: how often a worker died before it began it. */
  #strikes: Map<number, number> | undefined;

  constructor(retries: number) {
    this.#retries = retries;
  }

  /** True if an item that failed is tried again. */
  mayRetry({ attempt }: Batch, { retriable }: Rejection): boolean {
    return retriable && attempt < this.#retries;
  }

  /** @param index - The first of the items that a dead worker had. */
  afterDeath(index: number, { culprit, suspicion }: Unrun): Aftermath {
    if (culprit || suspicion === undefined) return { failed: culprit, isAlone: false };
    this.#strikes ??= new Map();
    const strikes = (this.#strikes.get(index) ?? 0) + 1;
    this.#strikes.set(index, strikes);
    if (strikes >= STRIKES) {
      return { failed: { offset: 0, rejection: { reason: suspicion, retriable: false } }, isAlone: false };
    }
    // Twice is hardly chance, but any of the items can be the reason: each goes alone from now on.
    return { failed: undefined, isAlone: strikes === STRIKES - 1 };
  }
}
