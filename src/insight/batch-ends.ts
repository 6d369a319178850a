import type { Batch } from '../executor/batch.js';
import { itemEnds } from '../executor/item-ends.js';
import type { ReportedEvent } from '../executor/observer.js';

/** Knows when all of a batch is reported. */
export class BatchEnds {
  /** Items of each batch that are still expected. */
  readonly #lengths = new WeakMap<Batch, number>();

  /** True if that was the last report on its batch. */
  isLast({ batch, reported, report }: ReportedEvent): boolean {
    if (report.type === 'recalled') this.#lengths.set(batch, report.from);
    else if (!('elapsed' in report)) return true;
    const done = reported + ('elapsed' in report ? itemEnds(report).length : 0);
    return done >= (this.#lengths.get(batch) ?? batch.items.length);
  }
}
