import { NONE, plus } from '../executor/amount.js';
import type { Amount, Batch } from '../executor/batch.js';
import type { PoolEvent } from '../executor/observer.js';
import { BatchEnds } from './batch-ends.js';

/** Counts the values that come, and the items that may give no more for now. */
export class ValuesCount {
  readonly #ends = new BatchEnds();
  /** What has come, by batch: of those whose items give many values. */
  readonly #open = new Map<Batch, Amount>();
  #values = 0;

  note(event: PoolEvent): void {
    if (event.type === 'sent' && event.batch.credit) this.#open.set(event.batch, NONE);
    if (event.type !== 'reported') return;
    const { batch, report } = event;
    if (report.type === 'results') this.#values += report.values.length - (report.rejections?.size ?? 0);
    if (report.type === 'values') {
      this.#values += report.values.length;
      const given = this.#open.get(batch);
      if (given) this.#open.set(batch, plus(given, report.values.length, report.bytes));
    }
    if (this.#ends.isLast(event)) this.#open.delete(batch);
  }

  /** Items that have to wait until values are taken. */
  get paused(): number {
    return [...this.#open].filter(([{ credit }, given]) => credit?.covers(given) === false).length;
  }

  /** Values that have come since this was last asked. */
  take(): number {
    const values = this.#values;
    this.#values = 0;
    return values;
  }
}
