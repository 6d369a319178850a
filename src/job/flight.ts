import type { Cancel, CancelMode, Chunk } from '../executor/executor.js';

/** A chunk that an executor has, and how far it got. */
export interface Flight {
  readonly chunk: Chunk;
  /** Items reported so far. */
  settled: number;
  /** How many items it has, less those that were recalled. */
  length: number;
  /** What it took to send each of its items, in ms. */
  sendTime: number;
  cancel: Cancel | undefined;
  /** Set once nobody waits for it. */
  cancelled: CancelMode | undefined;
}
