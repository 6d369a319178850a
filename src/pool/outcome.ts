/** An item that returned, as the `settle` option tells it. */
export interface FulfilledItem<R> {
  /** It returned. */
  readonly status: 'fulfilled';
  /** What it returned. */
  readonly value: R;
  /** Position of the item in its source, from 0. */
  readonly index: number;
}

/** An item that failed, as the `settle` option tells it. */
export interface RejectedItem {
  /** It failed. */
  readonly status: 'rejected';
  /** What it failed with. */
  readonly reason: unknown;
  /** Position of the item in its source, from 0. */
  readonly index: number;
}

/** The outcome of one item: the shape of `Promise.allSettled`, and which item it was. */
export type Settled<R> = FulfilledItem<R> | RejectedItem;

// Not as a conditional type: a wrapper whose return type says `Awaited<R>`, another one, would be matched with it.
/** What an item gives: its result, or with `settle: true` its `Settled` outcome. */
export type Outcome<R, S extends boolean> = { true: Settled<R>; false: R }[`${S}`];
