import type { PoolObserver } from './pool-observer.js';

/** What somebody wants to know of a pool. */
export interface Onlooker {
  readonly hear: PoolObserver;
  /** Workers are to measure each item, and say where their time goes. */
  readonly isMeasured: boolean;
}
