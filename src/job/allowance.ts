import type { Amount, Credit } from '../executor/batch.js';

/** How much of one kind a batch may give: values, or bytes. */
class Budget {
  total: number;
  /** What has come. */
  received = 0;

  /** @param limit - Most that all batches may have; where there is none, nothing has to be shared out. */
  constructor(limit: number) {
    this.total = limit === Infinity ? Infinity : 0;
  }

  /** What may still come, where that is limited. */
  get open(): number {
    return this.total === Infinity ? 0 : Math.max(0, this.total - this.received);
  }

  get isUsedUp(): boolean {
    return this.received >= this.total;
  }
}

/** How much a worker may give of one batch, and how much is on its way. */
export class Allowance implements Credit {
  /** How much of a place at the workers the batch takes, unless it has to wait. */
  readonly weight: number;
  readonly values: Budget;
  readonly bytes: Budget;
  /** What has come and not left. */
  readonly held = { values: 0, bytes: 0 };
  /** Work that was reported since an item ended last, in ms. */
  elapsed = 0;
  #listener: (() => void) | undefined;

  constructor(weight: number, limit: Amount) {
    this.weight = weight;
    this.values = new Budget(limit.values);
    this.bytes = new Budget(limit.bytes);
  }

  get total(): Amount {
    return { values: this.values.total, bytes: this.bytes.total };
  }

  get isUsedUp(): boolean {
    return this.values.isUsedUp || this.bytes.isUsedUp;
  }

  covers({ values, bytes }: Amount): boolean {
    return values < this.values.total && bytes < this.bytes.total;
  }

  onMore(listener: () => void): void {
    this.#listener = listener;
  }

  grant({ values, bytes }: Amount): void {
    this.values.total += values;
    this.bytes.total += bytes;
    this.#listener?.();
  }
}
