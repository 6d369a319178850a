import { Injectable } from '@nestjs/common';
import { availableParallelism } from 'node:os';

/** What the environment says about the service; each number has one place, and both sides of its trade. */
@Injectable()
export class Settings {
  /** Where the service listens on the loopback interface; 0 for any free port. */
  readonly port = wholeNumber('PORT', 3000, 0);

  /** Workers. More compute more at once; beyond the number of cores they only take turns. */
  readonly processes = wholeNumber('PROCESSES', availableParallelism(), 1);

  /** Threads share the memory of the service; processes survive a native crash. */
  readonly runtime = process.env['RUNTIME'] === 'child_process' ? 'child_process' : 'worker_threads';

  /** Uploads at once. More keep fewer clients waiting outside; fewer bound the memory, and each of them ends sooner. */
  readonly maxJobs = wholeNumber('MAX_JOBS', 4, 1);

  /** When a client that was refused should ask again, in seconds. */
  readonly retryAfter = wholeNumber('RETRY_AFTER', 2, 1);

  /** Longest row, in bytes. Longer rows fit in, and each job may hold `rowsAhead` of them. */
  readonly maxRowBytes = wholeNumber('MAX_ROW_BYTES', 16 * 1024, 64);

  /** Rows of a job that are read and not answered yet. More keep the workers busy behind a slow row; fewer take less memory. */
  readonly rowsAhead = wholeNumber('ROWS_AHEAD', 512, 1);

  /** Most ms that one row may take before its worker is given up. */
  readonly rowTimeout = wholeNumber('ROW_TIMEOUT', 10_000, 1);

  /** Most ms that running jobs may take to end on shutdown. Longer loses less; shorter than whoever kills the service waits. */
  readonly shutdownTimeout = wholeNumber('SHUTDOWN_TIMEOUT', 8000, 0);

  /** False has the rows computed on the event loop: for comparison only. */
  readonly usesPool = process.env['POOL'] !== 'off';
}

function wholeNumber(name: string, otherwise: number, least: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`Cannot start: ${name} must be a whole number of ${least} or more: received '${text}'`);
}
