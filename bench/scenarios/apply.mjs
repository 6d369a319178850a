import { peersOfApply } from '../contenders.mjs';
import { throughput } from '../scenario.mjs';

const EVERY_MS = 40;

/**
 * One call at a time: on a pool that is busy with nothing else, and on one that has slept in between.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function apply({ targetMs, spaced }) {
  /** @type {import('../make-items.mjs').Job} */
  const job = { task: 'add', calls: true, count: 16, chunksize: 1 };
  const contenders = ['pool-apply', 'raw-calls', ...peersOfApply];
  return {
    id: 'apply',
    title: `(a, b) => a + b, one call after another and one every ${EVERY_MS} ms, 2 workers`,
    fresh: false,
    deadlineMs: 15_000,
    variants: [
      throughput({ id: 'one-by-one', job, targetMs, contenders }),
      throughput({ id: 'spaced', job: { ...job, count: spaced, everyMs: EVERY_MS }, contenders }),
    ],
    columns: [
      { title: 'calls/s', variant: 'one-by-one', metric: 'rate' },
      { title: 'p50', variant: 'one-by-one', metric: 'p50' },
      { title: 'p99', variant: 'one-by-one', metric: 'p99' },
      { title: `every ${EVERY_MS} ms, p50`, variant: 'spaced', metric: 'p50' },
      { title: 'p99', variant: 'spaced', metric: 'p99' },
    ],
  };
}
