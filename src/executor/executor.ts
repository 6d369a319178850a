import type { AnyFunction } from '../function/any-function.js';
import type { Clock } from './clock.js';
import type { PoolObserver } from './pool-observer.js';

/** What a job asks of every one of its items; one object per job. */
export interface Call {
  /** What `Executor.load` gave for the job's function. */
  readonly loaded: unknown;
  /** The function's name, for those who look on; '' if it has none. */
  readonly name: string;
  /** Call `fn(...item)` (the starmaps) instead of `fn(item, index)`. */
  readonly spread: boolean;
  /** Most ms one item may run, from its start in the worker; `Infinity` for no limit. */
  readonly timeout: number;
  /** Names the parts of an item that move to the worker instead of being copied. */
  readonly transfer: Transfer | undefined;
}

/** Names the transferable parts of an item. */
export type Transfer = (item: never) => readonly object[];

/** Consecutive items of one job that go to one worker and run there one after another. */
export interface Chunk {
  /** What the chunk's job asks of all its items. */
  readonly call: Call;
  /** The items; read, never changed. */
  readonly items: ArrayLike<unknown>;
  /** The source's index of `items[0]`. */
  readonly first: number;
  /** How often these items were tried before. */
  readonly attempt: number;
  /** How many items belong together: a recall gives back none of those that came with one that has begun. */
  readonly unit: number;
}

/** Why an item failed. */
export interface Rejection {
  /** What the item is rejected with. */
  readonly reason: unknown;
  /** The item began, so that another attempt could end differently. */
  readonly retriable: boolean;
}

/**
 * What has become of the next items of a chunk. Items run in order, so a report needs no index: it speaks of the
 * items right behind those already reported. A chunk is done when all its items are reported.
 */
export type Report =
  | {
      readonly type: 'results';
      /** One for each item; what stands at the place of a rejection has no meaning. Whoever gets them keeps them. */
      readonly values: ArrayLike<unknown>;
      /** Which of `values` are rejections, by position in `values`, ascending. */
      readonly rejections: ReadonlyMap<number, Rejection> | undefined;
      /** How long the worker was at these items, in ms. */
      readonly elapsed: number;
      /** Which worker ran them, from 1, if the executor can tell. */
      readonly workerId?: number;
      /** What was measured, for an `observer`, if the executor can. */
      readonly measures?: Measures | undefined;
    }
  | {
      /** The items left did not run, or their results were lost with the worker: they may run elsewhere. */
      readonly type: 'unrun';
      /** One of them is not to be run again, as the worker died of it: how far behind the reported ones it is. */
      readonly culprit?: { readonly offset: number; readonly rejection: Rejection };
      /**
       * The worker died before it began the first of them, and perhaps because of it: taking it in can already
       * cost too much memory. Twice is chance, but a third time it is the item's outcome.
       */
      readonly suspicion?: unknown;
    }
  | {
      /** The chunk was recalled: it ends before this item, counted from its first, and the others may run elsewhere. */
      readonly type: 'recalled';
      readonly from: number;
    }
  | {
      /** No worker will ever run anything: the whole job fails. */
      readonly type: 'broken';
      readonly reason: unknown;
    };

/** Where the time of a worker went, on the executor's clock. */
export interface Measures {
  /** When each item began and ended, in ms, one pair after another. */
  readonly spans: Float64Array;
  /** What it took the worker to send results and to read items since it last said so, in ms. */
  readonly overhead: number;
}

/** How an executor reports on a chunk; called until all its items are reported. */
export type Settle = (report: Report) => void;

/**
 * `finish` stops before the next item, `kill` ends the worker now. `recall` gives back at once what has not begun, for
 * a worker that has nothing to do, if the worker at hand can be told while it is busy.
 */
export type CancelMode = 'finish' | 'kill' | 'recall';

/** Stops a chunk. What did not run is reported `unrun` as soon as the worker is free of it, or `recalled` at once. */
export type Cancel = (mode: CancelMode) => void;

/** How many workers are in which state. */
export interface Workers {
  /** Started, and not ready for work yet. */
  readonly starting: number;
  /** Ready, with nothing to do. */
  readonly idle: number;
  /** With work. */
  readonly busy: number;
}

/**
 * The port between the engine and whatever runs functions: threads, processes, this thread, virtual time.
 *
 * It is callback-shaped, so that an executor can live in virtual time, where no promise ever resolves.
 * An executor never reports inside `submit` itself, and reports each item exactly once.
 */
export interface Executor {
  /** Number of workers. */
  readonly size: number;
  /** Chunks per worker that are worth having in flight, so that a worker never waits for the next one. */
  readonly window: number;
  /**
   * Work that is worth sending to a worker at once, in ms, so that the way there is cheap: several chunks of quick
   * items go together then. 0: always one chunk.
   */
  readonly messageTime: number;
  /** True if `Call.transfer` saves a copy here; where it is false, arguments are copied. */
  readonly supportsTransfer: boolean;
  /** True if `'kill'` and `timeout` can end a function that never returns. */
  readonly supportsKill: boolean;
  /** The time that `linger` and `get(timeout)` are measured in. */
  readonly clock: Clock;
  /** Makes `fn` ready to travel. Throws or rejects with `UnshippableFunctionError` if it cannot. */
  load(fn: AnyFunction): unknown;
  /** Runs a chunk and reports on it. Called with at most `size * window` chunks open. */
  submit(chunk: Chunk, settle: Settle): Cancel;
  /** No chunk is open and none will come: lets go of workers gracefully (finalizers run). */
  close(): Promise<void>;
  /** Ends all workers now. Nothing is reported any more. */
  terminate(): Promise<void>;
  /** Says that the pool has work (true) or none (false), so that an idle one can let the program end. */
  hold(busy: boolean): void;
  /** What the workers are at right now. */
  readonly workers: Workers;
  /**
   * Somebody looks on, or nobody does any more: tells of workers that come and go, for as long as that is so.
   *
   * @param isMeasured - Reports on chunks that are submitted from now on are to come with `measures`.
   */
  observe?(observer: PoolObserver | undefined, isMeasured: boolean): void;
  /** True once it is certain that no worker will ever run anything. */
  readonly isBroken?: boolean;
}
