import type { Batch } from '../executor/batch.js';
import type { PoolEvent } from '../executor/observer.js';
import { BatchEnds } from './batch-ends.js';

/** Counts the values that come, and the items that may give no more for now. */
export class ValuesCount {
  readonly #ends = new BatchEnds();
  /** Values that have come, by batch: of those whose items give many. */
  readonly #open = new Map<Batch, number>();
  #values = 0;

  note(event: PoolEvent): void {
    if (event.type === 'sent' && event.batch.credit) this.#open.set(event.batch, 0);
    if (event.type !== 'reported') return;
    const { batch, report } = event;
    if (report.type === 'results') this.#values += report.values.length - (report.rejections?.size ?? 0);
    if (report.type === 'values') {
      this.#values += report.values.length;
      const before = this.#open.get(batch);
      if (before !== undefined) this.#open.set(batch, before + report.values.length);
    }
    if (this.#ends.isLast(event)) this.#open.delete(batch);
  }

  /** Items that have to wait until values are taken. */
  get paused(): number {
    return [...this.#open].filter(([{ credit }, values]) => values >= (credit?.total ?? Infinity)).length;
  }

  /** Values that have come since this was last asked. */
  take(): number {
    const values = this.#values;
    this.#values = 0;
    return values;
  }
}
