import type { ItemReport } from 'rxjs-pool';
import { givesMany } from './methods.js';
import type { JobPlan } from './plan.js';

export type Ending =
  | { readonly type: 'complete' }
  | { readonly type: 'error'; readonly reason: unknown }
  /** The caller left; nothing is to be heard any more. */
  | { readonly type: 'left' };

/** A report of an item, and how many values had been heard before. */
export interface HeardReport extends ItemReport {
  readonly at: number;
}

/** Records what a job told its caller, and what it did to its source. */
export class Account {
  readonly values: unknown[] = [];
  readonly reports: HeardReport[] = [];
  ending: Ending | undefined;
  /** Events that came after the end, which is always an error. */
  readonly afterEnd: string[] = [];
  /** The signal was aborted before the end. */
  isAborted = false;
  /** Calls of `callback` and `errorCallback`. */
  readonly callbacks: Ending[] = [];
  readonly source = {
    opened: 0,
    taken: 0,
    closed: 0,
    /** It has ended by itself. */
    isOver: false,
    /** Most items that were taken and not delivered. */
    most: 0,
  };
  /** Settles with the job. */
  readonly over: Promise<void>;
  readonly #plan: JobPlan;
  /** Items whose outcome was heard. */
  #delivered = 0;
  #resolve: () => void = () => undefined;

  constructor(plan: JobPlan) {
    this.#plan = plan;
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get isOver(): boolean {
    return this.ending !== undefined;
  }

  /** Takes what the job emits. */
  hear(value: unknown): void {
    if (this.ending) this.afterEnd.push('a result');
    else this.values.push(value);
    const { method, settle } = this.#plan;
    const isEnd = !givesMany(method) || (settle && (value as { kind?: unknown }).kind !== 'N');
    if (isEnd) this.#delivered++;
  }

  /** Takes what an item reports. */
  hearReport(report: ItemReport): void {
    const { leaves } = this.#plan;
    // Nobody has noticed yet that the iterator was dropped.
    if (this.ending?.type === 'left' && leaves && 'drops' in leaves) return;
    if (this.ending) this.afterEnd.push('a report');
    this.reports.push({ ...report, at: this.values.length });
  }

  /** Takes the end. */
  end(ending: Ending): void {
    if (this.ending) this.afterEnd.push(`the ending ${ending.type}`);
    this.ending ??= ending;
    this.#resolve();
  }

  /** Counts an item that is taken from the source. */
  take(): void {
    this.source.taken++;
    this.source.most = Math.max(this.source.most, this.source.taken - this.#delivered);
  }
}
