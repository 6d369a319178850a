import type { ErrorData } from './error-data.js';
import type { Packed } from './pack.js';
import type { Shipment } from './shipment.js';

/** What a worker is given when its conversation with a lane begins. */
export interface Greeting {
  /** Which of the pool's workers this is, from 1. */
  readonly workerId: number;
  readonly initializer: Shipment | undefined;
  readonly initargs: readonly unknown[];
  readonly finalizer: Shipment | undefined;
}

/** From a lane to its worker. */
export type ToWorker =
  /** Keep this function; chunks name it by `shipment.id`. */
  | { readonly type: 'define'; readonly shipment: Shipment }
  /** No chunk will name these functions any more. */
  | { readonly type: 'forget'; readonly ids: readonly number[] }
  | ChunkMessage
  /** Stop chunk `seq` before its next item, and abort `currentTask().signal`. */
  | { readonly type: 'cancel'; readonly seq: number }
  | EndMessage;

/** A run of items to work through. */
export interface ChunkMessage {
  readonly type: 'chunk';
  /** Numbers the chunks of a lane. */
  readonly seq: number;
  /** `Shipment.id` of the function. */
  readonly task: number;
  readonly items: Packed;
  /** The source's index of `items[0]`. */
  readonly first: number;
  readonly attempt: number;
  readonly spread: boolean;
  /** The items have a timeout. */
  readonly timed: boolean;
  /** Somebody looks on: results come with `measures`. */
  readonly measured: boolean;
}

/** The conversation is over once all chunks are done. */
export interface EndMessage {
  readonly type: 'end';
  /** `rest` until the next one, run the finalizer and `stop`, or run it and `exit`, to be replaced. */
  readonly then: 'rest' | 'stop' | 'exit';
}

/** From a worker to its lane. */
export type FromWorker =
  /** The initializer has run. */
  | {
      readonly type: 'ready';
      /** Thread or process id. */
      readonly thread: number;
      /** Ids of the functions that this worker already has. */
      readonly known: readonly number[];
      /** Items that it has run. */
      readonly ran: number;
    }
  /** The initializer failed: this worker runs nothing. */
  | { readonly type: 'broken'; readonly error: ErrorData }
  /** The finalizer failed: that changes nothing but what is left behind. */
  | { readonly type: 'unfinalized'; readonly error: ErrorData }
  /**
   * The worker dies of an error that nobody has caught. `isStray`: it does not come from the item that runs, but from
   * what another has left behind, or nobody knows from where.
   */
  | { readonly type: 'dying'; readonly error: ErrorData; readonly isStray: boolean }
  | ResultsMessage
  /** Chunk `seq` was stopped: what has no result did not run. */
  | { readonly type: 'stopped'; readonly seq: number }
  /** A worker without shared memory says that it begins an item, as far into the chunk as `position`. */
  | { readonly type: 'began'; readonly seq: number; readonly position: number; readonly since: number };

/** Results of the next items of a chunk, in order. */
export interface ResultsMessage {
  readonly type: 'results';
  readonly seq: number;
  /** One for each item; what stands at the place of a failure has no meaning. */
  readonly values: Packed;
  /** Which of `values` are failures, by position in `values`, ascending. */
  readonly failures: ReadonlyArray<readonly [position: number, failure: Failure]> | undefined;
  /** How long the worker was at these items, in ms. */
  readonly elapsed: number;
  /** Where the time went, if the chunk was `measured`. */
  readonly measures: WorkerMeasures | undefined;
}

/** Where a worker's time went; times are on the clock that it shares with its lane. */
export interface WorkerMeasures {
  /** When each item began and ended, in ms, one pair after another. */
  readonly spans: Float64Array;
  /** What it took to send results and to read items since this was last told, in ms. */
  readonly overhead: number;
}

export type Failure =
  | { readonly type: 'thrown'; readonly error: ErrorData }
  /** The function returned what cannot be cloned. */
  | { readonly type: 'uncloneable'; readonly path: string; readonly message: string };
