import { throughput } from '../scenario.mjs';

const EVERY_MS = 40;

/**
 * Many values of one item: how fast they come, and when the first is there.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function values({ streamed, spaced }) {
  return {
    id: 'values',
    title: `a generator of ${streamed.toLocaleString('en')} rows of 3 fields, and the first value of one that goes on, 1 worker`,
    fresh: false,
    deadlineMs: 30_000,
    variants: [
      throughput({
        id: 'rows',
        workers: 1,
        job: { task: 'manyRows', many: true, count: streamed, chunksize: 1 },
        contenders: ['pool-concat-map', 'pool-imap-array', 'raw-arrays'],
      }),
      throughput({
        id: 'first',
        workers: 1,
        job: { task: 'add', calls: true, count: spaced, chunksize: 1, everyMs: EVERY_MS },
        contenders: ['pool-concat-map'],
      }),
    ],
    columns: [
      { title: 'rows/s', variant: 'rows', metric: 'rate' },
      { title: 'main CPU', variant: 'rows', metric: 'cpu' },
      { title: 'first value, p50', variant: 'first', metric: 'p50' },
      { title: 'p99', variant: 'first', metric: 'p99' },
    ],
  };
}
