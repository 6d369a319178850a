import type { Rejection } from '../../executor/report.js';
import { UncloneableError } from '../../errors.js';
import { Copier } from '../../values/copier.js';
import { findUncloneable } from '../../values/find-uncloneable.js';
import { pack } from '../../values/pack.js';
import { processChannel } from '../tinypool/value-channels.js';
import { sizeOf } from './encoding.js';
import type { ReportData } from './job-data.js';
import { PayloadTooLargeError } from './payload-too-large-error.js';

/** The first report of an item, and its latest, if there were more. */
interface OfItem {
  readonly first: ReportData;
  readonly latest: ReportData | undefined;
}

/** What a function has reported of the items of a batch, as a job carries it. */
export class ItemReports {
  readonly #first: number;
  readonly #limit: number;
  readonly #items = new Map<number, OfItem>();
  /** Items of which something was reported that cannot travel, by position: they fail. */
  readonly #faults = new Map<number, Rejection>();

  /**
   * @param first - Index of the first item.
   * @param limit - Most bytes of one report.
   */
  constructor(first: number, limit: number) {
    this.#first = first;
    this.#limit = limit;
  }

  /** All that there is to tell, in order for each item. */
  get all(): ReportData[] {
    return [...this.#items.values()].flatMap(({ first, latest }) => (latest ? [first, latest] : [first]));
  }

  take(index: number, read: () => unknown): void {
    const position = index - this.#first;
    const known = this.#items.get(position);
    try {
      const number = known ? (known.latest ?? known.first).number + 1 : 0;
      const report = { position, number, value: this.#pack(index, read()) };
      this.#items.set(position, known ? { ...known, latest: report } : { first: report, latest: undefined });
    } catch (reason) {
      if (!this.#faults.has(position)) this.#faults.set(position, { reason, retriable: true });
    }
  }

  /** Why an item fails that would not fail otherwise. */
  fault(position: number): Rejection | undefined {
    return this.#faults.get(position);
  }

  #pack(index: number, value: unknown): ReportData['value'] {
    const { packed, obstacle } = pack([value], new Copier(processChannel, false));
    if (obstacle) throw new UncloneableError(index, 'report', obstacle.path, obstacle);
    let size: number;
    try {
      size = sizeOf(packed);
    } catch (cause) {
      throw new UncloneableError(index, 'report', findUncloneable(value, processChannel), { cause });
    }
    if (size > this.#limit) throw new PayloadTooLargeError(index, 'report', size, this.#limit);
    return packed;
  }
}
