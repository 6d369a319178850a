import type { SchedulerLike } from 'rxjs';

/** What `tapProgress` may be told. */
export interface TapProgressOptions {
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
