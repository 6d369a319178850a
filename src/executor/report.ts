import type { Measures } from '../wire/messages.js';

export type { Measures } from '../wire/messages.js';

/** Why an item failed. */
export interface Rejection {
  /** What the item is rejected with. */
  readonly reason: unknown;
  /** The item began, so that another attempt could end differently. */
  readonly retriable: boolean;
}

/**
 * What has become of the next items of a batch. Items run in order, so a report needs no index: it speaks of the items
 * right behind those already reported. A batch is over when all its items are reported.
 */
export type Report = Results | Values | Unrun | Recalled | Broken;

/** Items have their outcome. */
export interface Results {
  /** Tells the reports apart. */
  readonly type: 'results';
  /** One for each item; what stands at the place of a rejection has no meaning. The receiver owns this array. */
  readonly values: ArrayLike<unknown>;
  /** Which of `values` are rejections, by position in `values`, ascending. */
  readonly rejections: ReadonlyMap<number, Rejection> | undefined;
  /** About how many bytes the values have, if that is known. */
  readonly bytes?: number;
  /** Time that the worker spent on these items, in ms. */
  readonly elapsed: number;
  /** Which worker ran them, from 1, if the executor can tell. */
  readonly workerId?: number;
  /** Measurements for an observer, if the executor takes any; times are on the executor's clock. */
  readonly measures?: Measures | undefined;
}

/** Items of a batch with `credit` have given values, and some of them have come to their end. */
export interface Values {
  /** Tells the reports apart. */
  readonly type: 'values';
  /** Of the item right behind the reported ones, then of those behind it. The receiver owns this array. */
  readonly values: ArrayLike<unknown>;
  /** About how many bytes the values have. */
  readonly bytes: number;
  /** The ends of items, in order: how many of `values` come before each, and why it failed, if it did. */
  readonly ends: ReadonlyArray<{ readonly at: number; readonly rejection: Rejection | undefined }>;
  /** Time that the worker spent on these items, in ms. */
  readonly elapsed: number;
  /** Which worker ran them, from 1, if the executor can tell. */
  readonly workerId?: number;
  /** Measurements for an observer, if the executor takes any; times are on the executor's clock. */
  readonly measures?: Measures | undefined;
}

/** The items left did not run, or their results were lost with the worker: they may run elsewhere. */
export interface Unrun {
  /** Tells the reports apart. */
  readonly type: 'unrun';
  /** The worker died of one of them, which must not run again: how far behind the reported ones it is. */
  readonly culprit?: { readonly offset: number; readonly rejection: Rejection };
  /**
   * The worker died before it began the first of them, and perhaps because of it: taking it in can already cost too much
   * memory. Twice is chance, but a third time it is the item's outcome.
   */
  readonly suspicion?: unknown;
  /**
   * The worker ran several items when it died, and this may be the one that it died of: how far behind the reported ones it is.
   * It has to run once more, alone.
   */
  readonly suspect?: number;
  /** The worker died, and with it the item that was giving values: what that fails with, if it cannot run again. */
  readonly lost?: unknown;
  /**
   * True as long as more that the worker had of the same job follows at once. Until then, the job lets nothing out: an item
   * can run again only while none of its values has left, and the end of one item may let those of the next leave. What
   * this report says may cancel the rest, which then has been reported before the job is done with this one.
   */
  readonly isFollowed?: () => boolean;
}

/** The batch was recalled: it ends before this item, counted from its first, and the others may run elsewhere. */
export interface Recalled {
  /** Tells the reports apart. */
  readonly type: 'recalled';
  /** The first item that was given back. */
  readonly from: number;
  /** The one before them waits: each of them may run beside it, as a batch of its own. */
  readonly isApart: boolean;
}

/** No worker will ever run anything: the whole job fails. */
export interface Broken {
  /** Tells the reports apart. */
  readonly type: 'broken';
  /** Why. */
  readonly reason: unknown;
}

/** How an executor reports on a batch; called until all its items are reported. */
export type OnReport = (report: Report) => void;
