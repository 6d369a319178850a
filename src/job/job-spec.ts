import type { AnyFunction } from '../function/any-function.js';
import type { Transfer } from '../executor/batch.js';
import type { ItemReport } from '../executor/item-report.js';

/** In which order results leave a job. */
export type Ordering = 'in-order' | 'as-ready' | 'all-at-once';

/** What a job is to do, with every default filled in. */
export interface JobSpec {
  /** Begins the error messages, as in "Cannot create poolMap". */
  readonly action: string;
  readonly fn: AnyFunction;
  readonly ordering: Ordering;
  /** Call `fn(...item)`. */
  readonly spread: boolean;
  /** Each item gives many values. */
  readonly givesMany: boolean;
  /** Items per chunk; undefined: all items, in `CHUNKS_PER_WORKER` chunks for each worker or in more. */
  readonly chunksize: number | undefined;
  readonly settle: boolean;
  readonly concurrency: number;
  readonly timeout: number;
  readonly grace: number;
  readonly retries: number;
  /** Undefined: `BUFFERSIZE`, or enough for `CHUNKS_PER_WORKER` chunks for each worker. */
  readonly buffersize: number | undefined;
  /** Undefined: `BUFFERBYTES`. */
  readonly bufferbytes: number | undefined;
  readonly linger: number;
  readonly onUnsubscribe: 'finish' | 'kill';
  readonly transfer: Transfer | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onReport: ((report: ItemReport) => void) | undefined;
}

/** Who gets what a job makes. */
export interface Outlet {
  next(value: unknown): void;
  error(reason: unknown): void;
  complete(): void;
  /** The job takes no more items, so its source may be let go; called once, at its end at the latest. */
  release(): void;
}
