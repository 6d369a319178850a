import type { Chunk, Rejection, Settle } from '../executor/executor.js';

/** A chunk on its way through a lane. */
export interface Passage {
  /** Its number in messages. */
  readonly seq: number;
  readonly chunk: Chunk;
  readonly settle: Settle;
  /** How many of the chunk's items the worker gets. */
  sent: number;
  /** Items reported so far. */
  settled: number;
  /** How many items the chunk has, less those that were recalled. */
  end: number;
  cancelled: boolean;
  /** The outcome of the item behind those sent, which cannot be sent. */
  unsendable?: Rejection;
}
