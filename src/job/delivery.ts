import type { JobSpec, Outlet } from './job-spec.js';
import { AllAtOnce, AsReady, Fault, InOrder, NOTHING, type Output, type Values } from './output.js';

const OUTPUTS = { 'in-order': InOrder, 'as-ready': AsReady, 'all-at-once': AllAtOnce };

/** The way of outcomes from a job to its outlet: in the job's order, and no faster than the reader takes them. */
export class Delivery {
  /** Items whose outcome has left. */
  delivered = 0;
  readonly #settle: boolean;
  readonly #outlet: Outlet;
  readonly #mayLeave: () => boolean;
  /** Where they wait. */
  output: Output;

  /** @param mayLeave - Tells whether the reader takes one more outcome. */
  constructor({ ordering, settle }: JobSpec, outlet: Outlet, mayLeave: () => boolean) {
    this.#settle = settle;
    this.#outlet = outlet;
    this.#mayLeave = mayLeave;
    this.output = new OUTPUTS[ordering]();
  }

  /** Takes the results of the items from `index` on: what `values` has from `from` to `to`. */
  fulfil(index: number, values: Values, from: number, to: number): void {
    if (!this.#settle) {
      this.output.put(index, values, from, to);
      return;
    }
    const outcomes: unknown[] = [];
    for (let at = from; at < to; at++) {
      outcomes.push({ status: 'fulfilled', value: values[at], index: index + at - from });
    }
    this.output.put(index, outcomes, 0, outcomes.length);
  }

  /** Takes the failure of an item, which ends the job if it does not `settle`. */
  reject(index: number, reason: unknown): void {
    const outcome = this.#settle ? { status: 'rejected', reason, index } : new Fault(reason);
    this.output.put(index, [outcome], 0, 1);
  }

  /** An item may run again; false if some of what it gave has left. */
  forget(index: number): boolean {
    return this.output.forget?.(index) ?? true;
  }

  /**
   * Hands on the next outcome.
   *
   * @param isWhole - All items have their outcome.
   * @returns False if none may leave now; a fault if that is what has come.
   */
  next(isWhole: boolean): boolean | Fault {
    if (!this.output.ready(isWhole) || !this.#mayLeave()) return false;
    const result = this.output.shift();
    if (result instanceof Fault) return result;
    this.delivered += this.output.released;
    if (result !== NOTHING) this.#outlet.next(result);
    return true;
  }
}
