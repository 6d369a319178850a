import type { Batch } from './batch.js';
import type { Cancel, CancelMode } from './executor.js';
import type { OnReport, Report, Results, Unrun } from './report.js';

const { queueMicrotask } = globalThis;

/**
 * A batch that an executor has taken, and how far it has come.
 *
 * It keeps the rules of the port: nothing is reported inside `submit`, each item is reported once and in order, nothing
 * comes behind the end, and a batch is cancelled once.
 */
export class Submission {
  readonly batch: Batch;
  /** Items reported so far. */
  reported = 0;
  /** Items that it has, less those that were given back. */
  end: number;
  /** Set once nobody waits for it. */
  cancelled: Exclude<CancelMode, 'recall'> | undefined;
  readonly #onReport: OnReport;
  /** `submit` has returned: reports may go out. */
  #isAccepted = false;
  /** What was reported before. */
  #early: Report[] | undefined;

  constructor(batch: Batch, onReport: OnReport) {
    this.batch = batch;
    this.end = batch.items.length;
    this.#onReport = onReport;
  }

  /** True if all is reported: nobody hears of it any more. */
  get isOver(): boolean {
    return this.reported >= this.end;
  }

  /** The last line of `submit`: from now on, reports go out. */
  accepted(cancel: (mode: CancelMode) => void): Cancel {
    if (this.#early) queueMicrotask(() => this.#tellEarly(this.#early ?? []));
    else this.#isAccepted = true;
    return (mode) => {
      if (this.isOver || this.cancelled) return;
      if (mode !== 'recall') this.cancelled = mode;
      cancel(mode);
    };
  }

  /** The next items have their outcome; of items that were given back, it is told elsewhere. */
  results({ values, ...rest }: Omit<Results, 'type'>): void {
    const length = Math.min(values.length, this.end - this.reported);
    if (length <= 0) return;
    this.reported += length;
    const kept = length < values.length ? Array.from(values).slice(0, length) : values;
    this.#tell({ type: 'results', values: kept, ...rest });
  }

  /** The function has reported something of the item at a position; `read` gives the value. */
  tell(position: number, read: () => unknown): void {
    const { call, first, attempt } = this.batch;
    if (position >= this.reported && position < this.end && !this.cancelled) {
      call.hear?.(first + position, attempt, read);
    }
  }

  /** The items from this position on may run elsewhere; `isApart`: each as a batch of its own. */
  recall(from: number, isApart = false): void {
    if (from >= this.end) return;
    this.end = Math.max(from, this.reported);
    this.#tell({ type: 'recalled', from: this.end, isApart });
  }

  /** The items left did not run here. */
  unrun(why: Omit<Unrun, 'type'> = {}): void {
    this.#finish({ type: 'unrun', ...why });
  }

  /** No worker will ever run them. */
  broken(reason: unknown): void {
    this.#finish({ type: 'broken', reason });
  }

  #finish(report: Report): void {
    if (this.isOver) return;
    this.reported = this.end;
    this.#tell(report);
  }

  #tell(report: Report): void {
    if (this.#isAccepted) this.#onReport(report);
    else (this.#early ??= []).push(report);
  }

  #tellEarly(reports: readonly Report[]): void {
    this.#isAccepted = true;
    for (const report of reports) this.#onReport(report);
  }
}
