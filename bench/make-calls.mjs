import { setTimeout } from 'node:timers/promises';
import { chunksOf } from './chunks-of.mjs';

/**
 * Makes a call for each item, `chunksize` of them at once, and tallies its result and how long it took. The next calls
 * are made when all of these have their results.
 *
 * @param {import('./contenders.mjs').Session} session
 * @param {import('./contenders.mjs').Work} work
 * @param {import('./tally.mjs').Tally} tally
 */
export async function makeCalls({ call }, work, tally) {
  if (!call) throw new Error('makes no single calls');
  const { items, chunksize, job } = work;
  let due = performance.now();
  for (const together of chunksOf(items, chunksize)) {
    if (job.everyMs !== undefined) {
      due += job.everyMs;
      await setTimeout(due - performance.now());
    }
    if (chunksize === 1) await timed(together[0]);
    else await Promise.all(together.map(timed));
  }

  /** @param {any} args */
  async function timed(args) {
    const begin = performance.now();
    const result = await call?.(work, args);
    tally.took.push(performance.now() - begin);
    tally.add(result);
  }
}
