import type { Values } from './result-slice.js';

/** An item's error on its way out of a job that ends with it. */
export class Fault {
  constructor(readonly reason: unknown) {}
}

/** Where results wait until they may leave the job, and in which order they do. */
export interface Output {
  /** Takes results, those of the items from `index` on: what `values` has from `from` to `to`. A `Fault` comes alone. */
  put(index: number, values: Values, from: number, to: number): void;
  /** True if something may leave now. `whole`: all items have their result. */
  ready(whole: boolean): boolean;
  /** What leaves next. */
  shift(): unknown;
  /** How many items `shift` just let go. */
  readonly released: number;
}
