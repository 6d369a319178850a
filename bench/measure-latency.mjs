import { median } from './median.mjs';
import { measure } from './measure.mjs';

// The first of them are slower, as code is not compiled yet: more, and the median does not show it.
const SAMPLES = 200;

/**
 * How long the first result takes, in ms: `cold` from the creation of the pool, `warm` once its workers run.
 *
 * @param {import('./contenders.mjs').Session} session
 * @param {import('./make-items.mjs').Job} job
 * @param {number} begin when the session began to start
 */
export async function measureLatency(session, job, begin) {
  const { firstAt } = await measure(session, job);
  const warm = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const before = performance.now();
    warm.push((await measure(session, job)).firstAt - before);
  }
  return { cold: firstAt - begin, warm: median(warm) };
}
