import type { AnyFunction } from '../function/any-function.js';
import type { KnownClass } from '../values/class-table.js';
import type { Channel } from '../values/copier.js';
import type { FromWorker } from '../wire/messages.js';
import type { ClassShipment, Shipment } from '../wire/shipment.js';

/**
 * What a worker is to do with an item: `run` it, run it and in a `hurry` look whether it took long, or `stop` before
 * it, and before those behind it.
 */
export type Go = 'run' | 'hurry' | 'stop';

/** The far end of a worker's channel: all that a worker needs of the thread or process that it lives in. */
export interface WorkerPort extends Channel {
  /** Sends a message; throws if it cannot be cloned. */
  post(message: FromWorker, transfer?: readonly object[]): void;
  /**
   * Lets the near side know that an item begins, so that it can be blamed; `timed`: the time matters too.
   *
   * Works while no message can be received.
   */
  begin(seq: number, position: number, timed: boolean): Go;
  /** Milliseconds on the clock of the near side's `Link.now()`. */
  readonly now: () => number;
  /** Milliseconds on this worker's own clock, which takes less time to read. */
  readonly ownTime: () => number;
  /** Lets the near side know that no item of batch `seq` is running. */
  rest(seq: number): void;
  /** Makes a call in such a way that an error can be traced back to `owner` that the call leaves to nobody. */
  trace<R>(owner: object, call: () => R): R;
  /** True if nobody waits for batch `seq` any more. */
  isCancelled(seq: number): boolean;
  /** True if an item has had its time, as far as that can be known while no message can be received. */
  isLate(seq: number, position: number): boolean;
  /** Makes a shipment a function again. */
  load(shipment: Shipment): Promise<AnyFunction>;
  /** Makes shipments classes again. */
  loadClasses(classes: readonly ClassShipment[]): Promise<readonly KnownClass[]>;
  /** No function that will be called needs these parts any more. */
  forget(parts: readonly number[]): void;
  /**
   * Timers and messages get their turn at least this often between items, in ms. Longer costs less, shorter keeps the
   * timers of user code more exact, and stops sooner what was cancelled where that has to be said by a message.
   */
  readonly breatheAfter: number;
  /** Lets timers and messages have their turn. */
  breathe(): Promise<void>;
  /** Ends the worker. */
  exit(): void;
}
