/**
 * The process of one contender: `host.mjs ID WORKERS`. Does one request after the other and answers each with its
 * figures, or with why there are none.
 */
import { measure } from './measure.mjs';
import { findCount } from './find-count.mjs';
import { measureLatency } from './measure-latency.mjs';
import { warmUp } from './warm-up.mjs';

/**
 * @typedef {{ kind: 'count', job: import('./make-items.mjs').Job, targetMs: number, most: number }
 *   | { kind: 'warm', job: import('./make-items.mjs').Job, warmMs: number }
 *   | { kind: 'throughput' | 'latency', job: import('./make-items.mjs').Job }
 *   | { kind: 'stop' }} Request
 */

const [id, workers] = process.argv.slice(2);
/** @type {{ start: import('./contenders.mjs').Start }} */
const { start } = await import(`./contenders/${id}.mjs`);
/** @type {import('./contenders.mjs').Session | undefined} */
let session;

process.on('message', (/** @type {Request} */ request) => {
  answer(request).then(
    (figures) => process.send?.({ figures }),
    (error) => process.send?.({ failed: error instanceof Error ? error.message : String(error) }),
  );
});
process.send?.({ figures: 'ready' });

/** @param {Request} request */
async function answer(request) {
  if (request.kind === 'stop') {
    await session?.stop();
    return undefined;
  }
  const begin = performance.now();
  session ??= start(Number(workers));
  if (request.kind === 'latency') return measureLatency(session, request.job, begin);
  if (request.kind === 'count') return findCount(session, request);
  if (request.kind === 'warm') return warmUp(session, request);
  return measure(session, request.job);
}
