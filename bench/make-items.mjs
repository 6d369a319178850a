/** @typedef {{ id: number, name: string, city: string, country: string, price: number, quantity: number, paid: boolean, total: number }} Row */

/**
 * What a contender is asked to do.
 *
 * @typedef {object} Job
 * @property {'square' | 'burn' | 'row' | 'manyRows' | 'buffer' | 'stamp' | 'add'} task
 * @property {number} count items, or values where one item gives `many`
 * @property {boolean} [many] whether there is one item that gives all values
 * @property {number} chunksize items per chunk, or calls that are made at once
 * @property {number} [micros] about how long `burn` takes for one item
 * @property {number} [perMicro] iterations of `burn` per microsecond on this machine
 * @property {boolean} [uneven] whether one item of a hundred burns 100 times longer
 * @property {boolean} [pull] whether items come from an iterator instead of an array
 * @property {boolean} [move] whether buffers move to the worker instead of being copied
 * @property {boolean} [moveBack] whether buffers that are results move back
 * @property {boolean} [calls] whether each item is the arguments of a call of its own
 * @property {number} [everyMs] time from one call to the next; without it, a call follows the result of the one before
 */

const MEGABYTE = 1 << 20;
// Squares of smaller numbers add up exactly, whatever the order.
const NUMBERS = 1000;

/** @param {number} index */
const megabyte = (index) => new Uint8Array(MEGABYTE).fill(index % 256);

/**
 * Makes the items of a job.
 *
 * @param {Job} job
 * @returns {unknown[] | Iterable<number>}
 */
export function makeItems(job) {
  if (job.pull) return numbers(job.count);
  if (job.many) return [job.count];
  const make = makers[job.task];
  return Array.from({ length: job.count }, (_, index) => make(index, job));
}

/**
 * @param {number} count
 * @returns {Iterable<number>}
 */
function* numbers(count) {
  for (let index = 0; index < count; index++) yield index % NUMBERS;
}

/** @type {Record<Job['task'], (index: number, job: Job) => unknown>} */
const makers = {
  square: (index) => index % NUMBERS,
  burn: (index, { micros = 0, perMicro = 0, uneven }) =>
    Math.round(micros * perMicro) * (uneven && isSlow(index) ? 100 : 1),
  row: (index) => ({
    id: index,
    name: `customer ${index % 977}`,
    city: `city ${index % 311}`,
    country: index % 2 === 0 ? 'France' : 'Japan',
    price: 100 + (index % 89),
    quantity: 1 + (index % 7),
    paid: index % 3 === 0,
    total: 0,
  }),
  manyRows: (index) => index,
  buffer: megabyte,
  stamp: megabyte,
  add: (index) => [index % NUMBERS, index % 7],
};

/**
 * One of a hundred, scattered, and the same ones in each run.
 *
 * @param {number} index
 */
function isSlow(index) {
  return (Math.imul(index + 1, 0x9e3779b1) >>> 8) % 100 === 0;
}
