import type { Observable, SchedulerLike } from 'rxjs';
import type { ItemReport } from '../executor/item-report.js';

/** What `tapProgress` may be told. */
export interface TapProgressOptions {
  /**
   * What the items report while they run, each a number from 0 to 1: the share of its item that is done, 1 in the end. Default:
   * none; only items that have passed count.
   */
  reports?: Observable<Pick<ItemReport, 'index' | 'value'>>;
  /** Items that there will be: an integer of 0 or more. Default: unknown, and so are `left` and `eta`. */
  total?: number;
  /**
   * Least time between two looks, in ms, 0 or more. The first item and the last are always told.
   *
   * @default 100
   */
  period?: number;
  /**
   * Whose time that is.
   *
   * @default asyncScheduler
   */
  scheduler?: SchedulerLike;
}
