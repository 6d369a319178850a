import { throughput } from '../scenario.mjs';

const MICROS = 50;

/**
 * One item of a hundred takes 100 times longer: with long chunks, one worker ends late.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function uneven({ chunksizes, targetMs, warmMs, perMicro }) {
  // An item takes twice MICROS on average. The same for all, because what counts is the end of the job.
  const count = Math.round((2 * targetMs * 1000) / MICROS / 2) * 2;
  const job = { task: /** @type {const} */ ('burn'), micros: MICROS, perMicro, uneven: true, count };
  return {
    id: 'uneven',
    title: '50 µs per item, 5 ms for 1 % of them, 2 workers',
    fresh: false,
    deadlineMs: 40_000,
    variants: [
      // V8 compiles what runs often: where there are few messages, it takes its time.
      throughput({ id: 'all', warmMs: 4 * warmMs, job: { ...job, chunksize: 1 } }),
      // Between those that send a chunk as it is and those that need not be told a size. Among themselves, as a machine
      // that has just run ten others is slower.
      ...chunksizes.map((size) =>
        throughput({
          id: String(size),
          job: { ...job, chunksize: size },
          contenders: ['pool-imap-unordered', 'raw'],
        }),
      ),
    ],
    columns: [
      { title: 'chunksize 1', variant: 'all', metric: 'rate' },
      ...chunksizes.map((size) => ({
        title: `sweep: ${size}`,
        variant: String(size),
        metric: /** @type {const} */ ('rate'),
      })),
    ],
  };
}
