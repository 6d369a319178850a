import type { ItemReport } from '../executor/item-report.js';

/** How a `map`-like method of `Pool`, or a pool operator, treats its items. */
export interface MapOptions<T = never> {
  /**
   * Items per chunk, the unit in which they go to workers; a positive integer.
   *
   * Larger chunks cost less per item, smaller ones spread uneven items better.
   *
   * @default `poolMap`, `poolStarmap` and the `Pool` methods of these names: as is best for the workers at hand, but not
   * more than `ceil(n / (4 * processes))`, which is what Python takes; others: 1
   */
  chunksize?: number;
  /**
   * Tell each item's outcome as `{ status, value | reason, index }` and never fail because of an item.
   *
   * @default false
   */
  settle?: boolean;
  /**
   * Milliseconds that one item may run, counted from its start in the worker. One that takes longer fails with
   * `TaskTimeoutError`, and its worker is replaced.
   *
   * @default Infinity
   */
  timeout?: number;
  /**
   * Milliseconds between the abort of an item's `currentTask().signal`, at its `timeout` or with `onUnsubscribe: 'kill'`,
   * and the end of its worker. An item that returns within them fails with `TaskTimeoutError` all the same, but costs no
   * worker. Without `timeout` and `'kill'` there is nothing to put off.
   *
   * @default 0
   */
  grace?: number;
  /**
   * Items that one worker runs at once: for functions that wait, for a network or a disk. While one waits, the next begins;
   * those that never wait run one after another, as fast as with 1. When a worker dies, all items that it had begun run once
   * more, each alone, and only the one that kills again is charged. An item of `poolConcatMap` or `poolMergeMap` cannot
   * run once more if one of its values was emitted: it fails with its worker, whichever item was the cause.
   *
   * @default 1
   */
  concurrency?: number;
  /**
   * Further attempts for an item that threw, crashed its worker or timed out.
   *
   * @default 0
   */
  retries?: number;
  /**
   * Most items that are taken from a source read on demand (`poolFrom`, `Pool.imap`) and not delivered yet, those
   * that wait for their turn in the order included. Not below `chunksize`. More let workers run further ahead of a
   * slow item, fewer bound memory more tightly. Of `poolConcatMap` and `poolMergeMap`, also the most values that are here or on
   * their way, and at least one for each worker. The operators that emit one array ignore it.
   *
   * @default 1024, or `4 * processes * chunksize` where that is more
   */
  buffersize?: number;
  /**
   * The same in bytes: an estimate of what is taken from a source read on demand and not delivered yet, with the results, and
   * of the values of `poolConcatMap` and `poolMergeMap` that are here or on their way. A chunk, and an item or value for each
   * worker, fit in however large they are. `Infinity` for no bound. The operators that emit one array ignore it.
   *
   * @default 64 MiB
   */
  bufferbytes?: number;
  /**
   * Milliseconds that a partly filled chunk waits for more items before it goes as it is. Without a `chunksize`,
   * `poolMap` and `poolStarmap` wait for all items anyway.
   *
   * @default Infinity
   */
  linger?: number;
  /**
   * What becomes of running items when nobody waits for them any more: `'finish'` stops before the next item,
   * `'kill'` ends their workers now, or after `grace`, and replaces them.
   *
   * @default 'finish'
   */
  onUnsubscribe?: 'finish' | 'kill';
  /**
   * Names the parts of an item that move to the worker instead of being copied; the sender loses them. Such items
   * cannot be tried again, so `retries` must be 0. Where arguments cannot move (child processes) they are copied.
   */
  transfer?: (item: T) => readonly object[];
  /** Ends the work with the signal's reason as error. */
  signal?: AbortSignal;
  /**
   * Hears what the function reports of its items by `report(value)`: the first report of an item, then the latest every
   * 50 ms, and the last before the item's outcome. What it throws ends the call, as its error.
   */
  onReport?: (report: ItemReport) => void;
}
