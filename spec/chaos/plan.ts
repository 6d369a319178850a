import type { Fate } from '../fixtures/suffer.js';
import type { Method } from './methods.js';

export type Runtime = 'worker_threads' | 'child_process';

/** An item, and what befalls it. */
export interface ItemPlan {
  /** One for each attempt. */
  readonly fates: readonly Fate[];
  readonly isCloneable: boolean;
  /** Bytes that it carries. */
  readonly ballast: number;
}

/** A job, and what its caller does. Times are ms from the start of the scenario. */
export interface JobPlan {
  readonly method: Method;
  readonly at: number;
  readonly items: readonly ItemPlan[];
  /** `pull` and `async pull` are read on demand where that can be, `push` comes by itself. */
  readonly source: 'pull' | 'async pull' | 'push';
  /** The source fails instead of ending. */
  readonly sourceFails: boolean;
  readonly chunksize: number | undefined;
  readonly settle: boolean;
  readonly concurrency: number;
  readonly retries: number;
  readonly timeout: number;
  /** ms. */
  readonly grace: number;
  readonly buffersize: number | undefined;
  readonly bufferbytes: number | undefined;
  readonly linger: number;
  readonly onUnsubscribe: 'finish' | 'kill';
  /** It listens to what its items report. */
  readonly hears: boolean;
  /** The caller leaves after so many results, or at a time, or has a signal aborted then. */
  readonly leaves:
    | { readonly after: number }
    | { readonly at: number }
    | { readonly abortAt: number }
    /** Its iterator is dropped after so many results: nobody says that nobody reads it any more. */
    | { readonly drops: number }
    | undefined;
  /** It has the signal that several jobs share. */
  readonly sharesSignal: boolean;
  /** ms that a reader waits before each result; used over and over. */
  readonly pace: readonly number[];
}

/** Everything that happens to one pool. */
export interface Scenario {
  readonly runtime: Runtime;
  readonly processes: number;
  readonly maxtasksperchild: number;
  readonly jobs: readonly JobPlan[];
  /** Workers that are killed from outside: when, and which of those that live. */
  readonly kills: ReadonlyArray<{ readonly at: number; readonly which: number }>;
  /** Processes that are stopped from outside: when, which of those that live, and for how many ms. */
  readonly stops: ReadonlyArray<{ readonly at: number; readonly which: number; readonly ms: number }>;
  /** When the signal that jobs share is aborted. */
  readonly abortAt: number | undefined;
  /** The pool is closed or terminated while its jobs run, or after them. */
  readonly ending: { readonly does: 'close' | 'terminate'; readonly at: number } | undefined;
}
