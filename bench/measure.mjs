import { expectedSum } from './expected-sum.mjs';
import { mainCpu } from './main-cpu.mjs';
import { makeCalls } from './make-calls.mjs';
import { makeItems } from './make-items.mjs';
import { peakMemory } from './peak-memory.mjs';
import { percentile } from './percentile.mjs';
import { Tally } from './tally.mjs';
import { tasks } from './tasks.mjs';

/**
 * The figures of one run. `rate`: items/s. `cpu`: microseconds of the main thread per item. `firstAt`: when the first
 * result came, on the clock of `performance.now()`. `peak`: MB. `ms`: what the run took. `p50`, `p99`: microseconds
 * that half and 99 % of the single calls took at most.
 *
 * @typedef {{ rate: number, cpu: number, firstAt: number, peak: number, ms: number, p50?: number, p99?: number }} Figures
 */

/**
 * Runs a job once and makes sure that all results came and are right.
 *
 * @param {import('./contenders.mjs').Session} session
 * @param {import('./make-items.mjs').Job} job
 * @returns {Promise<Figures>}
 */
export async function measure(session, job) {
  const items = makeItems(job);
  const tally = new Tally();
  const work = {
    job,
    task: job.task,
    fn: tasks[job.task],
    items,
    chunksize: job.chunksize,
    move: job.move ?? false,
    moveBack: job.moveBack ?? false,
  };

  const cpuBefore = mainCpu();
  const begin = performance.now();
  const own = await (job.calls ? makeCalls(session, work, tally) : session.run?.(work, tally));
  const wallMs = performance.now() - begin;
  const cpuMs = mainCpu() - cpuBefore;
  const peakMb = peakMemory();

  if (job.move) assertMoved(items);
  const { count, sum } = own ?? tally;
  const expected = own?.expected ?? expectedSum(job);
  if (count !== job.count || sum !== expected) {
    throw new Error(`wrong: ${count} results with sum ${sum}, not ${job.count} with ${expected}`);
  }
  const ms = own?.wallMs ?? wallMs;
  return {
    ms,
    rate: (count / ms) * 1000,
    cpu: ((own?.cpuMs ?? cpuMs) / count) * 1000,
    firstAt: own ? begin + own.firstMs : tally.firstAt,
    peak: own?.peakMb ?? peakMb,
    ...(job.calls && { p50: percentile(tally.took, 0.5) * 1000, p99: percentile(tally.took, 0.99) * 1000 }),
  };
}

/** @param {unknown} items */
function assertMoved(items) {
  const [{ byteLength }] = /** @type {Uint8Array[]} */ (items);
  if (byteLength > 0) throw new Error('copies buffers instead of moving them');
}
