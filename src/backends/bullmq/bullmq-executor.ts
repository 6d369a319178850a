import type { Executor } from '../../executor/executor.js';
import type { BullmqOptions } from './bullmq-options.js';
import { QueueExecutor } from './queue-executor.js';
import { readBullmqOptions } from './read-bullmq-options.js';

/**
 * Runs functions on other machines, through a queue of BullMQ's on Redis: `npx rxjs-pool worker` serves it there.
 *
 *     driver: Pool -> batch -> job  ===  Redis  ===>  worker: job -> batch -> pool of that machine
 *                      results      <==  Redis  ====          results
 *
 * Everything that a pool promises holds. What is different:
 *
 * - Functions travel by reference, so that they must be tasks or exports of a module that the workers have, in the same
 *   version; or by source, if both sides allow it.
 * - **Each item runs at least once**: when a machine or Redis is lost, what was under way there runs again. Its outcome
 *   is told once, but a side effect may happen twice: write with keys, so that doing it again changes nothing.
 * - Reports do not come back: a call with `onReport` fails with a `TypeError` that says so.
 * - Nothing is moved, everything is copied. `initializer` and the like are the workers' own affair.
 * - As long as no worker serves the queue, calls wait, and the program is warned.
 *
 * @example
 * ```ts no-run
 * import { Pool, task } from 'rxjs-pool';
 * import { bullmqExecutor } from 'rxjs-pool/bullmq';
 *
 * // In a module of its own, tasks.js: the workers are started with it.
 * const score = task(import.meta.url, 'score', (points: number) => points * points);
 *
 * await using pool = new Pool({
 *   executor: bullmqExecutor({ queue: 'etl', connection: 'redis://localhost:6379' }),
 * });
 * for await (const squared of pool.imap(score, [1, 2, 3])) console.log(squared);
 * ```
 *
 * @param options - Which queue, where, and how.
 * @returns An executor for `new Pool({ executor })`. It connects when the pool has work.
 * @throws TypeError or RangeError for an option that does not exist, is missing or has a wrong value.
 */
export function bullmqExecutor(options: BullmqOptions): Executor {
  return new QueueExecutor(readBullmqOptions(options));
}
