import type { ItemInsight } from './item-insight.js';
import type { TailInsight } from './tail-insight.js';
import type { WorkerInsight } from './worker-insight.js';

/** Where the time of a pool went, since somebody began to look; times in ms. */
export interface PoolInsights {
  /** Time in which the pool had something to do. */
  readonly duration: number;
  /** Each worker, by its number. */
  readonly workers: readonly WorkerInsight[];
  /** Share of that time, over all workers, that went into functions, from 0 to 1. */
  readonly working: number;
  /**
   * Share of the time of work that went into copying, from 0 to 1: sending on both sides and unpacking. What reading a
   * message takes cannot be seen, and is about as much as sending it.
   */
  readonly copying: number;
  /** Bytes of the arguments sent, estimated from some of the items of each message; what moved counts as nothing. */
  readonly bytesOut: number;
  /** Bytes of the results received, estimated in the same way. */
  readonly bytesBack: number;
  /** The runs that took longest, the longest first. */
  readonly slowest: readonly ItemInsight[];
  /** How the last job ended; undefined before the first result. */
  readonly tail: TailInsight | undefined;
  /** What to change, or that there is nothing. */
  readonly advice: string;
}
