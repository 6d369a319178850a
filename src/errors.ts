/**
 * The base of every error that this package makes itself.
 *
 * An error thrown by the mapped function is never wrapped in it: that one arrives as it was thrown.
 */
export class PoolError extends Error {
  static {
    this.prototype.name = 'PoolError';
  }
}

/** The pool was closed or terminated before this call: it takes no new jobs. */
export class PoolClosedError extends PoolError {
  static {
    this.prototype.name = 'PoolClosedError';
  }

  constructor(message = 'Pool not running') {
    super(message);
  }
}

/** The pool was terminated while this call was open. */
export class PoolTerminatedError extends PoolError {
  static {
    this.prototype.name = 'PoolTerminatedError';
  }

  constructor(message = 'Pool terminated while the call was open') {
    super(message);
  }
}

/** The worker died (exit, abort, kill, out of memory, native crash) while it ran this item. */
export class WorkerCrashedError extends PoolError {
  static {
    this.prototype.name = 'WorkerCrashedError';
  }

  constructor(
    /** Position of the item in its source, from 0. */
    readonly index: number,
    /** The worker's exit code, if it is known. */
    readonly exitCode: number | null = null,
    /** The signal that ended the worker process, if one did. */
    readonly signal: string | null = null,
    options?: ErrorOptions,
  ) {
    const how = signal
      ? `killed by ${signal}`
      : exitCode === null
        ? 'without an exit code'
        : `exit code ${exitCode}`;
    super(`Worker died while it ran item ${index}: ${how}`, options);
  }
}

/** The item ran longer than the `timeout` option allows. */
export class TaskTimeoutError extends PoolError {
  static {
    this.prototype.name = 'TaskTimeoutError';
  }

  constructor(
    /** Position of the item in its source, from 0. */
    readonly index: number,
    /** What the item was allowed, in ms. */
    readonly timeout: number,
  ) {
    super(`Item ${index} timed out: it ran longer than ${timeout} ms`);
  }
}

/** The result was not there in time. The work goes on: ask again, or cancel it. */
export class ResultTimeoutError extends PoolError {
  static {
    this.prototype.name = 'ResultTimeoutError';
  }

  constructor(
    /** What was asked for: `'get'`, `'next'` or `'join'`. */
    readonly operation: string,
    /** How long the caller was ready to wait, in ms. */
    readonly timeout: number,
  ) {
    super(`${operation}(${timeout}) timed out: nothing came within ${timeout} ms`);
  }
}

/**
 * Options of an `UncloneableError`.
 *
 * @example
 * ```ts
 * import { UncloneableError, type UncloneableErrorOptions } from 'rxjs-pool';
 *
 * const options: UncloneableErrorOptions = { advice: 'send its href' };
 * console.log(new UncloneableError(3, 'result', '.url', options).message);
 * // prints Cannot copy the result of item 3: its part .url is not cloneable; send its href
 * ```
 */
export interface UncloneableErrorOptions extends ErrorOptions {
  /** The way out: the message ends with it. */
  advice?: string | undefined;
}

/** An argument, a result, a report or a thrown value cannot be copied between threads. */
export class UncloneableError extends PoolError {
  static {
    this.prototype.name = 'UncloneableError';
  }

  constructor(
    /** Position of the item in its source, from 0; -1 for what a worker threw without an item. */
    readonly index: number,
    /** Which way the value was going. */
    readonly where: 'argument' | 'result' | 'report' | 'error',
    /** The part of the value that cannot be copied, such as `.rows[2].parse`; empty for the value itself. */
    readonly path: string,
    options: UncloneableErrorOptions = {},
  ) {
    const part = path === '' ? 'it' : `its part ${path}`;
    const item = `item ${index}`;
    const thrown = index < 0 ? 'thrown value' : `value thrown by ${item}`;
    const what = where === 'error' ? thrown : `${where} of ${item}`;
    const { advice = 'pass plain data, or what the structured clone algorithm takes', ...others } = options;
    super(`Cannot copy the ${what}: ${part} is not cloneable; ${advice}`, others);
  }
}

/** The function cannot travel to a worker as it is. */
export class UnshippableFunctionError extends PoolError {
  static {
    this.prototype.name = 'UnshippableFunctionError';
  }

  constructor(
    message: string,
    /** The names in the function that mean nothing in a worker; empty where the reason is another. */
    readonly names: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The pool's `initializer` failed, so no worker can start; `cause` is what it threw. */
export class InitializerError extends PoolError {
  static {
    this.prototype.name = 'InitializerError';
  }

  constructor(cause: unknown) {
    super(`Pool initializer failed: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  // An object may have anything in the place of toString().
  return Object(thrown) === thrown ? 'it threw an object' : String(thrown);
}
