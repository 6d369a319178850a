import { throughput } from '../scenario.mjs';

/**
 * What pools are for: the function takes far longer than the way to its worker.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function cpuBound({ targetMs, warmMs, perMicro }) {
  return {
    id: 'cpu-bound',
    title: '190 µs per item, chunksize 1, 2 workers',
    fresh: false,
    deadlineMs: 15_000,
    variants: [
      throughput({
        id: '1',
        job: { task: 'burn', micros: 190, perMicro, count: 16, chunksize: 1 },
        // Twice the usual: the goals are close to what is possible, and the tail of a short run would count.
        targetMs: 2 * targetMs,
        // V8 compiles what runs often: where there are few messages, it takes its time.
        warmMs: 4 * warmMs,
      }),
    ],
    columns: [
      { title: 'items/s', variant: '1', metric: 'rate' },
      { title: 'main CPU', variant: '1', metric: 'cpu' },
    ],
  };
}
