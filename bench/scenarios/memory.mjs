import { throughput } from '../scenario.mjs';

const FEW = 100_000;

/**
 * A long source, read from an iterator: does memory grow with it?
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function memory({ pulled }) {
  // Of the others, each chunk of one item would take minutes; the rest of them have no stream to give a source to.
  const sizes = [
    { chunksize: 1, contenders: ['pool-imap-unordered', 'pool-imap'] },
    { chunksize: 1024, contenders: ['raw', 'merge-map', 'python'] },
  ];
  return {
    id: 'memory',
    title: 'peak memory over a pull source, x => x * x, 2 workers (chunksize 1 for this package, else 1024)',
    fresh: true,
    deadlineMs: 60_000,
    variants: [FEW, pulled].flatMap((count) =>
      sizes.map(({ chunksize, contenders }) =>
        throughput({
          id: `${count === FEW ? 'few' : 'many'}-${chunksize}`,
          job: { task: 'square', pull: true, count, chunksize },
          contenders,
        }),
      ),
    ),
    columns: sizes.flatMap(({ chunksize }) => [
      { title: `100 k items, ${chunksize}`, variant: `few-${chunksize}`, metric: 'peak' },
      { title: `${pulled / 1e6} M items, ${chunksize}`, variant: `many-${chunksize}`, metric: 'peak' },
      { title: `items/s, ${chunksize}`, variant: `many-${chunksize}`, metric: 'rate' },
    ]),
  };
}
