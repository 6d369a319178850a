import { median } from '../median.mjs';

/** Bytes per ms of a network of 10 Gbit/s. */
const NETWORK = 1_250_000;

/**
 * What a job costs, by what was measured: a fixed part from small items, a part per byte from the largest.
 *
 * @param {import('./measure-queue.mjs').Measured[]} measured
 * @returns {import('./simulate.mjs').Costs}
 */
export function fitCosts(measured) {
  const least = Math.min(...measured.map(({ bytes }) => bytes));
  const small = measured.filter(({ bytes }) => bytes === least);
  const large = measured.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const fit = (/** @type {'driver' | 'redis' | 'worker'} */ part) => {
    const fixed = median(small.map((one) => one[part]));
    return { fixed, perByte: Math.max(0, large[part] - fixed) / large.bytes };
  };
  return { driver: fit('driver'), redis: fit('redis'), worker: fit('worker'), network: NETWORK };
}
