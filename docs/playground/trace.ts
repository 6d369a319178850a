import type { ItemRun } from 'rxjs-pool/testing';

/** An item at a worker; times are in ms from the start. */
export interface Run extends Omit<ItemRun, 'item'> {
  /** Position, in `Trace.chunks`, of the chunk that it came with. */
  readonly chunk: number;
}

/** Consecutive items that went to a worker together. */
export interface SentChunk {
  readonly at: number;
  readonly first: number;
  readonly count: number;
  readonly attempt: number;
}

/** What the operator emitted: one item, or an array of them. */
export interface Emission {
  readonly at: number;
  readonly isArray: boolean;
  readonly items: readonly { readonly index: number; readonly isRejected: boolean }[];
}

/** What happened when settings were run. */
export interface Trace {
  /** When the source emitted, or `poolFrom` read, each item. */
  readonly taken: readonly { readonly at: number; readonly index: number }[];
  /** When the source completed; undefined if nobody listened any more. */
  readonly sourceEnd: number | undefined;
  readonly chunks: readonly SentChunk[];
  readonly runs: readonly Run[];
  readonly emissions: readonly Emission[];
  /** How and when the result ended, and by which item if by one. */
  readonly end: { readonly at: number; readonly failed: number | undefined };
}
