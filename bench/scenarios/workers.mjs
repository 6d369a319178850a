import { throughput } from '../scenario.mjs';

/**
 * What another worker brings.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function workers({ workers: numbers, targetMs, perMicro }) {
  /** @type {{ id: string, job: import('../make-items.mjs').Job }[]} */
  const kinds = [
    { id: 'trivial', job: { task: 'square', count: 512, chunksize: 64 } },
    {
      id: 'cpu-bound',
      job: { task: 'burn', micros: 190, perMicro, count: 16, chunksize: 1 },
    },
  ];
  return {
    id: 'workers',
    title: 'x => x * x at chunksize 64, and 190 µs per item at chunksize 1, by number of workers',
    fresh: false,
    deadlineMs: 15_000,
    variants: numbers.flatMap((number) =>
      kinds.map(({ id, job }) =>
        throughput({ id: `${id}-${number}`, workers: number, job, targetMs: targetMs / 2 }),
      ),
    ),
    columns: kinds.flatMap(({ id }) =>
      numbers.map((number) => ({ title: `${id}, ${number}`, variant: `${id}-${number}`, metric: 'rate' })),
    ),
  };
}
