/** A worker that has died without being told to. */
export interface WorkerCrash {
  /** Which of the pool's workers, from 1; the one that takes its place has the same number. */
  readonly workerId: number;
  /** Position in its source of the item that is charged with it; undefined if none is. */
  readonly index: number | undefined;
  /** The worker's exit code, if it is known. */
  readonly exitCode: number | null;
  /** The signal that ended the worker process, if one did. */
  readonly signal: string | null;
  /** The error that ended it, if it is known. */
  readonly cause: unknown;
}
