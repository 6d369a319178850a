import type { Rejection, Report, Results, Unrun } from '../executor/report.js';
import { Attempts } from './attempts.js';
import type { Delivery } from './delivery.js';
import type { Inlet, QueuedBatch } from './inlet.js';
import type { JobSpec } from './job-spec.js';
import type { Tally } from './job-place.js';

/** Turns reports into outcomes of items, and has those run again that have none yet. */
export class Outcomes {
  /** Items that have their outcome. */
  count = 0;
  /** Items from here on cannot matter any more. */
  horizon = Infinity;
  readonly #spec: JobSpec;
  readonly #inlet: Inlet;
  readonly #delivery: Delivery;
  readonly tally: Tally;
  readonly #attempts: Attempts;
  readonly #onHorizon: (horizon: number) => void;

  /** @param onHorizon - Called when an item has failed, and `horizon` has come closer. */
  constructor(
    spec: JobSpec,
    inlet: Inlet,
    delivery: Delivery,
    tally: Tally,
    onHorizon: (horizon: number) => void,
  ) {
    this.#spec = spec;
    this.#inlet = inlet;
    this.#delivery = delivery;
    this.tally = tally;
    this.#attempts = new Attempts(spec.retries);
    this.#onHorizon = onHorizon;
  }

  /** Takes in what has become of the items of a batch from one position on, up to another. */
  take(
    batch: QueuedBatch,
    from: number,
    to: number,
    report: Exclude<Report, { type: 'broken' | 'values' }>,
  ): void {
    if (report.type === 'results') this.#takeIn(batch, from, report);
    else if (report.type === 'unrun') this.#takeBack(batch, from, to, report);
    else {
      const recalled = { ...batch, recalls: batch.recalls + 1 };
      if (report.isApart) this.#putBackApart({ ...recalled, isLight: true }, report.from, to);
      else this.#putBack(recalled, report.from, to);
    }
  }

  #takeIn(batch: QueuedBatch, from: number, { values, rejections }: Results): void {
    const first = batch.first + from;
    let done = 0;
    for (const [position, rejection] of rejections ?? []) {
      this.#fulfil(first, values, done, position);
      this.fail(batch, from + position, rejection);
      done = position + 1;
    }
    this.#fulfil(first, values, done, values.length);
  }

  /** The items did not run, or their results are lost. */
  #takeBack(batch: QueuedBatch, from: number, to: number, unrun: Unrun): void {
    const first = batch.first + from;
    const { suspect } = unrun;
    const { failed: charged, isAlone } = this.#attempts.afterDeath(first, unrun);
    // The first one may have given values: it runs again without them, or not at all.
    const isLost = charged?.offset !== 0 && !this.#delivery.forget(first);
    const start = isLost ? from + 1 : from;
    // The items before and behind this one run again.
    const at = from + (charged?.offset ?? suspect ?? to - from);
    this.#putBack(batch, at + 1, to);
    if (charged) this.fail(batch, at, charged.rejection);
    else if (suspect !== undefined && at >= start) this.#putBack({ ...batch, concurrency: 1 }, at, at + 1);
    if (isAlone) this.#putBackApart(batch, start, at);
    else this.#putBack(batch, start, at);
    if (isLost) this.fail(batch, from, { reason: unrun.lost, retriable: false });
  }

  /** Has items run, from one position to another, each in a batch of its own. */
  #putBackApart(batch: QueuedBatch, from: number, to: number): void {
    for (let end = to; end > from; end--) this.#putBack(batch, end - 1, end);
  }

  /** Has items run, from one position to another; they still have their attempt. */
  #putBack(batch: QueuedBatch, from: number, to: number): void {
    const end = Math.min(to, this.horizon - batch.first);
    if (from >= end) return;
    const items = Array.from({ length: end - from }, (_, at) => batch.items[from + at]);
    this.#inlet.putBack({ ...batch, items, first: batch.first + from });
  }

  /** Takes the results from one position to another; `first` is the index of the item at position 0. */
  #fulfil(first: number, values: Results['values'], from: number, until: number): void {
    const to = Math.min(until, this.horizon - first);
    if (from >= to) return;
    this.count += to - from;
    this.tally.done += to - from;
    this.#delivery.fulfil(first + from, values, from, to);
  }

  /** An item failed: has it tried again, or lets the failure be its outcome. */
  fail(batch: QueuedBatch, position: number, rejection: Rejection): void {
    const index = batch.first + position;
    if (index >= this.horizon) return;
    if (this.#attempts.mayRetry(batch, rejection) && this.#delivery.forget(index)) {
      this.tally.retried++;
      const items = [batch.items[position]];
      this.#inlet.putBack({ ...batch, items, first: index, attempt: batch.attempt + 1, chunksize: 1 });
      return;
    }
    this.tally.failed++;
    this.count++;
    this.#delivery.reject(index, rejection.reason);
    if (this.#spec.settle) return;
    // In order, the items before this one still matter; otherwise nothing does that is not here yet.
    this.horizon = this.#spec.ordering === 'in-order' ? index : 0;
    this.#inlet.drop(this.horizon);
    this.#onHorizon(this.horizon);
  }
}
