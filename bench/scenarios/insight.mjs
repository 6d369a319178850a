import { throughput } from '../scenario.mjs';

/**
 * What it costs that somebody looks on.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function insight({ targetMs }) {
  return {
    id: 'insight',
    title: 'x => x * x at chunksize 64, 2 workers, without and with collectInsights()',
    fresh: false,
    deadlineMs: 15_000,
    variants: [
      throughput({
        id: '64',
        job: { task: 'square', count: 512, chunksize: 64 },
        targetMs,
        contenders: ['pool-imap-unordered', 'watched'],
      }),
    ],
    columns: [
      { title: 'items/s', variant: '64', metric: 'rate' },
      { title: 'main CPU', variant: '64', metric: 'cpu' },
    ],
  };
}
