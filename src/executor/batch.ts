import type { Amount } from '../wire/messages.js';

export type { Amount } from '../wire/messages.js';

/** What a job asks of every one of its items; one object per job. */
export interface Call {
  /** What `Executor.load` gave for the job's function. */
  readonly loaded: unknown;
  /** The function's name, for observers; '' if it has none. */
  readonly name: string;
  /** Call `fn(...item)` (the starmaps) instead of `fn(item, index)`. */
  readonly spread: boolean;
  /** Most ms that one item may run, from its start in the worker; `Infinity` for no limit. */
  readonly timeout: number;
  /** Ms between the abort of an item's signal and the end of its worker: when it is late, or nobody waits for it any more. */
  readonly grace: number;
  /** Names the parts of an item that move to the worker instead of being copied. */
  readonly transfer: Transfer | undefined;
  /** Hears what the function reports of its items; undefined if nobody listens. `Submission.tell` calls it. */
  readonly hear: Hear | undefined;
}

/**
 * Hears what a function reports of an item. It never throws.
 *
 * @param read - Gives the value, or throws what the program's own functions throw that make it.
 */
export type Hear = (index: number, attempt: number, read: () => unknown) => void;

/** Limits how much a worker may give for the items of a batch, counted from the batch's first value. */
export interface Credit {
  /** All that was ever allowed. The last value may go beyond its bytes. */
  readonly total: Amount;
  /** True if one value more is allowed to who has given that much. */
  covers(given: Amount): boolean;
  /** Calls back each time that more is allowed; nothing may be reported from within. */
  onMore(listener: () => void): void;
}

/** Names the transferable parts of an item. */
export type Transfer = (item: never) => readonly object[];

/** Consecutive items of one job, in whole chunks, that travel to one worker together and run there one after another. */
export interface Batch {
  /** What the job asks of all these items. */
  readonly call: Call;
  /** The items; read, never changed. */
  readonly items: ArrayLike<unknown>;
  /** The source's index of `items[0]`. */
  readonly first: number;
  /** How often these items were tried before. */
  readonly attempt: number;
  /** Items per chunk. A recall gives back whole chunks: none of whose items has begun. */
  readonly chunksize: number;
  /** Most items that its worker may run at once while it runs one of these: each waits for the one before it in its batch. */
  readonly concurrency: number;
  /** Its function gives any number of values for each item, as many as this allows; undefined: one result for each. */
  readonly credit?: Credit | undefined;
  /** It has one item, and is a lone call of a quick function or one of many at once: it may share a message with others. */
  readonly isLight?: boolean;
}
