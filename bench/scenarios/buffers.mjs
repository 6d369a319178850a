import { contenders } from '../contenders.mjs';
import { throughput } from '../scenario.mjs';

// Nothing moves within a thread, nor between processes.
const movers = contenders.map(({ id }) => id).filter((id) => id !== 'one-thread' && id !== 'python');

/**
 * One megabyte each: as a copy, handed over, and handed over and back.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function buffers({ targetMs }) {
  /** @type {import('../make-items.mjs').Job} */
  const job = { task: 'buffer', count: 4, chunksize: 1 };
  return {
    id: 'buffers',
    title: 'buffers of 1 MB, chunksize 1, 2 workers',
    fresh: false,
    deadlineMs: 15_000,
    variants: [
      throughput({ id: 'copied', job, targetMs, most: 256 }),
      throughput({ id: 'moved', job: { ...job, move: true }, targetMs, most: 256, contenders: movers }),
      throughput({
        id: 'returned',
        job: { ...job, task: 'stamp', move: true, moveBack: true },
        targetMs,
        most: 256,
        contenders: ['pool-imap-unordered', 'pool-imap', 'raw'],
      }),
    ],
    columns: [
      { title: 'copied, buffers/s', variant: 'copied', metric: 'rate' },
      { title: 'moved, buffers/s', variant: 'moved', metric: 'rate' },
      { title: 'there and back, buffers/s', variant: 'returned', metric: 'rate' },
      { title: 'main CPU, copied', variant: 'copied', metric: 'cpu' },
      { title: 'main CPU, moved', variant: 'moved', metric: 'cpu' },
      { title: 'main CPU, there and back', variant: 'returned', metric: 'cpu' },
    ],
  };
}
