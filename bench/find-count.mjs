import { measure } from './measure.mjs';

// How much longer each attempt is: a slow contender is not kept long.
const GROWTH = 4;

/**
 * Finds how many items keep a contender busy for the time of a measurement.
 *
 * @param {import('./contenders.mjs').Session} session
 * @param {{ job: import('./make-items.mjs').Job, targetMs: number, most: number }} request
 */
export async function findCount(session, { job, targetMs, most }) {
  let count = Math.min(job.count, most);
  for (;;) {
    // The first is slower than those to come: workers start, and code is not compiled yet.
    await measure(session, { ...job, count });
    const { ms } = await measure(session, { ...job, count });
    if (ms >= targetMs / 2 || count === most) return count;
    const wanted = Math.ceil(count * Math.min(GROWTH, targetMs / ms));
    count = Math.min(most, Math.ceil(wanted / job.chunksize) * job.chunksize);
  }
}
