/**
 * When the first result is there.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function latency() {
  return {
    id: 'latency',
    title: 'result of a job of one item, x => x * x, 2 workers',
    fresh: true,
    deadlineMs: 15_000,
    variants: [{ id: '1', workers: 2, kind: 'latency', job: { task: 'square', count: 1, chunksize: 1 } }],
    columns: [
      { title: 'pool not started', variant: '1', metric: 'cold' },
      { title: 'pool warm', variant: '1', metric: 'warm' },
    ],
  };
}
