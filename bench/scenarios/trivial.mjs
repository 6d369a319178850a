import { throughput } from '../scenario.mjs';

const CHUNKSIZES = [1, 64, 1024];

/**
 * The function costs nothing: what is measured is the way to a worker and back.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function trivial({ targetMs }) {
  return {
    id: 'trivial',
    title: 'x => x * x, 2 workers',
    fresh: false,
    deadlineMs: 15_000,
    variants: CHUNKSIZES.map((chunksize) =>
      throughput({
        id: String(chunksize),
        job: { task: 'square', count: 8 * chunksize, chunksize },
        targetMs,
      }),
    ),
    columns: [...columns('chunksize', 'rate'), ...columns('main CPU,', 'cpu')],
  };
}

/**
 * @param {string} title
 * @param {import('../scenario.mjs').Metric} metric
 */
function columns(title, metric) {
  return CHUNKSIZES.map((size) => ({ title: `${title} ${size}`, variant: String(size), metric }));
}
