import { throughput } from '../scenario.mjs';

/**
 * Items that do nothing but wait, many at once: what a worker costs beside the same in one process.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function waiting() {
  return {
    id: 'waiting',
    title: '1,000 items that wait for 10 ms each, 100 at once, 1 worker',
    fresh: false,
    deadlineMs: 15_000,
    variants: [
      throughput({
        id: '100',
        workers: 1,
        job: { task: 'square', count: 1000, chunksize: 1 },
        contenders: ['pool-concurrency', 'merge-map-here'],
      }),
    ],
    columns: [
      { title: 'time', variant: '100', metric: 'ms' },
      { title: 'main CPU', variant: '100', metric: 'cpu' },
    ],
  };
}
