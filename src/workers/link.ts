import type { Channel } from '../values/copier.js';
import type { ToWorker } from '../wire/messages.js';

/** The item of a batch that a worker is running. */
export interface Running {
  /** How far into the batch, in items. */
  readonly position: number;
  /** When the item began, in ms of the link's `now()`. */
  readonly since: number;
}

/** The near end of the private channel to one worker. */
export interface Link extends Channel {
  /** Sends a message; throws if it cannot be cloned. */
  post(message: ToWorker, transfer?: readonly object[]): void;
  /** Batch `seq` is about to be sent. */
  open(seq: number): void;
  /**
   * Ends a batch early, even while the worker is busy: it runs no item from the returned position on. Undefined where
   * a busy worker cannot be told.
   *
   * @param boundary - Where the batch may end, given how many of its items have begun.
   */
  limit(seq: number, boundary: (begun: number) => number): number | undefined;
  /**
   * Lets the worker know, even while it is busy, that nobody waits for batch `seq`.
   *
   * @returns True if it has begun none of it, and therefore never will.
   */
  flagCancel(seq: number): boolean;
  /** Lets the worker know, even while it is busy, that an item has had its time. */
  flagLate(seq: number, position: number): void;
  /** Has the worker look at the clock after each item of batch `seq`, and send what it has. */
  hurry(seq: number): void;
  /** The item of batch `seq` that runs, where both sides share memory; elsewhere the worker says what it begins. */
  running(seq: number): Running | undefined;
  /** Takes in at once what the worker has sent. */
  drain(): void;
  /** Keeps the program alive (true), or lets it end (false). */
  hold(isHeld: boolean): void;
  /** Milliseconds on the clock that `Running.since` is read from. */
  now(): number;
  /** True if the worker is stopped, as a process can be by SIGSTOP; missing where that cannot happen. */
  isStopped?(): boolean;
  /** Ends the worker now. */
  kill(): void;
  /** Lets go of the channel. */
  close(): void;
}
