import { throughput } from '../scenario.mjs';

const MICROS = 50;

/**
 * One item of a hundred takes 100 times longer: with long chunks, one worker ends late.
 *
 * @type {import('../scenario.mjs').MakeScenario}
 */
export function uneven({ chunksizes, targetMs, perMicro }) {
  // An item takes twice MICROS on average. The same for all, because what counts is the end of the job.
  const count = Math.round((2 * targetMs * 1000) / MICROS / 2) * 2;
  return {
    id: 'uneven',
    title: '50 µs per item, 5 ms for 1 % of them, 2 workers',
    fresh: false,
    deadlineMs: 15_000,
    variants: chunksizes.map((chunksize) =>
      throughput({
        id: String(chunksize),
        job: { task: 'burn', micros: MICROS, perMicro, uneven: true, count, chunksize },
        // The sweep is between those that send a chunk as it is and those that need not be told a size.
        ...(chunksize > 1 && { contenders: ['pool-imap-unordered', 'raw'] }),
      }),
    ),
    columns: chunksizes.map((size) => ({
      title: `chunksize ${size}`,
      variant: String(size),
      metric: 'rate',
    })),
  };
}
