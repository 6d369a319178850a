import type { ToWorker } from '../wire/messages.js';

/** What a worker is running. */
export interface Running {
  readonly seq: number;
  /** How far into the chunk, in items. */
  readonly position: number;
  /** When the item began, in ms of the link's `now()`. */
  readonly since: number;
}

/** How a worker ended. */
export interface Death {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The error that ended it, if it is known. */
  readonly cause: unknown;
  /** That error is none of the item that ran then. */
  readonly isStray: boolean;
}

/** The near end of a lane's private channel to its worker. */
export interface Link {
  /** Sends a message; throws if it cannot be cloned. */
  post(message: ToWorker, transfer?: readonly object[]): void;
  /**
   * Ends a chunk early, even while the worker is busy: it runs no item from the returned position on. Undefined where
   * a busy worker cannot be told.
   *
   * @param boundary - Where the chunk may end, given how many of its items have begun.
   */
  limit(seq: number, boundary: (begun: number) => number): number | undefined;
  /** Lets the worker know, even while it is busy, that nobody waits for chunk `seq`. */
  flagCancel(seq: number): void;
  /** Has the worker send what it has of chunk `seq`, and from then on look at the clock after each of its items. */
  hurry(seq: number): void;
  /** What the worker is at, as far as this side can know. */
  running(): Running | undefined;
  /** Takes in at once what the worker has sent. */
  drain(): void;
  /** Milliseconds on the clock that `Running.since` is read from. */
  now(): number;
  /** True if a value survives the way to the worker. */
  isCloneable(value: unknown): boolean;
  /** True if a value is a proxy, or may be one as far as can be told. */
  isProxy(value: unknown): boolean;
  /** Ends the worker now. */
  kill(): void;
  /** Lets go of the channel. */
  close(): void;
}
