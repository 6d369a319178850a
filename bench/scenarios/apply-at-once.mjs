import { peersOfApply } from '../contenders.mjs';
import { throughput } from '../scenario.mjs';

const SIZES = [16, 256];

/**
 * Several calls at once, and the next ones when all of them have their results.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function applyAtOnce({ targetMs }) {
  return {
    id: 'apply-at-once',
    title: `(a, b) => a + b, ${SIZES.join(' and ')} calls at once, 2 workers`,
    fresh: false,
    deadlineMs: 15_000,
    variants: SIZES.map((size) =>
      throughput({
        id: String(size),
        job: { task: 'add', calls: true, count: size, chunksize: size },
        targetMs,
        contenders: ['pool-apply', 'raw-calls', ...peersOfApply],
      }),
    ),
    columns: SIZES.flatMap((size) => [
      { title: `${size}, calls/s`, variant: String(size), metric: 'rate' },
      { title: 'p50', variant: String(size), metric: 'p50' },
      { title: 'p99', variant: String(size), metric: 'p99' },
    ]),
  };
}
