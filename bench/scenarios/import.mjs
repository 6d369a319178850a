/**
 * How long it takes a program to load this package, once it has rxjs.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function importing() {
  return {
    id: 'import',
    title: 'importing the package',
    fresh: true,
    deadlineMs: 15_000,
    variants: [
      {
        id: '1',
        workers: 1,
        kind: 'throughput',
        job: { task: 'square', count: 1, chunksize: 1 },
        contenders: ['import-rxjs', 'import-rxjs-pool'],
      },
    ],
    columns: [{ title: 'time', variant: '1', metric: 'ms' }],
  };
}
