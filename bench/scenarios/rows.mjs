import { throughput } from '../scenario.mjs';

/**
 * Objects are what structured clone is slow at, and it is the main thread that pays for all workers.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function rows({ targetMs }) {
  return {
    id: 'rows',
    title: 'rows of 8 fields there and back, chunksize 64, 2 workers',
    fresh: false,
    deadlineMs: 15_000,
    variants: [
      throughput({
        id: '64',
        job: { task: 'row', count: 256, chunksize: 64 },
        targetMs,
        most: 200_000,
      }),
    ],
    columns: [
      { title: 'rows/s', variant: '64', metric: 'rate' },
      { title: 'main CPU', variant: '64', metric: 'cpu' },
    ],
  };
}
