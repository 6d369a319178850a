import type { Packed } from '../values/packer.js';
import type { Thrown } from '../values/thrown.js';
import type { ClassShipment, Shipment } from './shipment.js';

/** Values, by their number and by about how many bytes they have. */
export interface Amount {
  /** How many they are. */
  readonly values: number;
  /** About how many bytes they have. */
  readonly bytes: number;
}

/** What a worker is given when it starts. */
export interface Greeting {
  /** Which of the pool's workers this is, from 1. */
  readonly workerId: number;
  readonly initializer: Shipment | undefined;
  readonly initargs: Packed;
  readonly finalizer: Shipment | undefined;
  /** The classes that both sides know. */
  readonly classes: readonly ClassShipment[];
}

/** From a pool to one of its workers. */
export type ToWorker =
  /** Keep this function; batches name it by `shipment.id`. */
  | { readonly type: 'define'; readonly shipment: Shipment }
  /** No batch will need these functions, and parts of functions, any more. */
  | { readonly type: 'forget'; readonly ids: readonly number[] }
  | BatchMessage
  /** Small batches that travel together. */
  | { readonly type: 'gathered'; readonly batches: readonly BatchMessage[] }
  /** Stop batch `seq` before its next item, and abort `currentTask().signal`. */
  | { readonly type: 'cancel'; readonly seq: number }
  /** An item has had its time: abort its `currentTask().signal`, and no other's. */
  | { readonly type: 'late'; readonly seq: number; readonly position: number }
  /** Stop batch `seq` before its next item: only where workers share no memory. */
  | { readonly type: 'stop'; readonly seq: number }
  /** Batch `seq` may give so much, counted from its first value. */
  | { readonly type: 'credit'; readonly seq: number; readonly total: Amount }
  /** Run what is here, then the finalizer, then leave. */
  | { readonly type: 'end' };

/** Items to work through. */
export interface BatchMessage {
  readonly type: 'batch';
  /** Numbers the batches of a worker. */
  readonly seq: number;
  /** `Shipment.id` of the function. */
  readonly fn: number;
  readonly items: Packed;
  /** The source's index of `items[0]`. */
  readonly first: number;
  readonly attempt: number;
  /** The items give values, and so much is allowed; undefined: one result for each. */
  readonly credit: Amount | undefined;
  /** `Batch.concurrency`. */
  readonly concurrency: number;
  readonly spread: boolean;
  /** The items have a timeout. */
  readonly timed: boolean;
  /** Somebody observes: results come with `measures`. */
  readonly measured: boolean;
  /** Somebody hears what the function reports. */
  readonly heard: boolean;
}

/** From a worker to its pool. */
export type FromWorker =
  /** The initializer has run. `disposes`: what it has returned is to be ended with the worker. */
  | { readonly type: 'ready'; readonly disposes: boolean }
  /** The initializer failed: this worker runs nothing. */
  | { readonly type: 'broken'; readonly thrown: Thrown }
  /** The finalizer failed: that changes nothing but what is left behind. */
  | { readonly type: 'unfinalized'; readonly thrown: Thrown }
  /**
   * The worker dies of an error that nobody has caught. `isStray`: it does not come from the item that runs, but from
   * what another has left behind, or nobody knows from where.
   */
  | { readonly type: 'dying'; readonly thrown: Thrown; readonly isStray: boolean }
  /** Results have an instance of a class that arrives without its methods. */
  | { readonly type: 'lost'; readonly name: string }
  /** Results, of one batch or of several that ran one after another. */
  | { readonly type: 'results'; readonly parts: readonly ResultPart[] }
  /** The function has reported something of the item that is as far into the batch as `position`; a list of one. */
  | { readonly type: 'report'; readonly seq: number; readonly position: number; readonly value: Packed }
  /** Batch `seq` was stopped: what has no result did not run. */
  | { readonly type: 'stopped'; readonly seq: number }
  /** An item of batch `seq` waits: those from a position on do not run here, unless they come back. */
  | { readonly type: 'split'; readonly seq: number; readonly from: number }
  /** A worker without shared memory says that it begins an item, as far into the batch as `position`. */
  | { readonly type: 'began'; readonly seq: number; readonly position: number; readonly since: number }
  /** The item that it has begun waits until it may give more values. */
  | { readonly type: 'paused'; readonly seq: number };

/** Results of the next items of a batch, in order. */
export interface ResultPart {
  readonly seq: number;
  /** One for each item; what stands at the place of a failure has no meaning. Where items give values: those. */
  readonly values: Packed;
  /** Where items give values: before which of them an item ends, and why it failed, if it did. */
  readonly ends: ReadonlyArray<readonly [at: number, failure: Failure | undefined]> | undefined;
  /** About how many bytes the values have. */
  readonly bytes: number;
  /** Which of `values` are failures, by position in `values`, ascending. */
  readonly failures: ReadonlyArray<readonly [position: number, failure: Failure]> | undefined;
  /** Time that the worker spent on these items, in ms. */
  readonly elapsed: number;
  /** Where the time went, if the batch was `measured`; times are on the clock that the worker shares with its pool. */
  readonly measures: Measures | undefined;
}

/** Where the time of a worker went. */
export interface Measures {
  /** When each item began and ended, in ms, one pair after another. */
  readonly spans: Float64Array;
  /** How long each had to wait until it could give more values, in ms; undefined if none had to. */
  readonly pauses: Float64Array | undefined;
  /** What it took the worker to send results and to read items since it last said so, in ms. */
  readonly overhead: number;
}

export type Failure =
  | { readonly type: 'thrown'; readonly thrown: Thrown }
  /** The function returned what cannot be cloned. */
  | {
      readonly type: 'uncloneable';
      readonly path: string;
      readonly message: string;
      /** What to return instead. */
      readonly advice: string | undefined;
    };
