import { makeItems } from './make-items.mjs';
import { tasks, weigh } from './tasks.mjs';

/** @type {Map<string, number>} */
const sums = new Map();

/**
 * The sum of all results of a job, which is repeated more often than computed.
 *
 * @param {import('./make-items.mjs').Job} job
 */
export function expectedSum(job) {
  const key = JSON.stringify(job);
  const sum = sums.get(key) ?? addUp(job);
  sums.set(key, sum);
  return sum;
}

/**
 * @param {any} result
 * @param {import('./make-items.mjs').Job} job
 */
function weighAll(result, { many }) {
  if (!many) return weigh(result);
  let sum = 0;
  for (const value of result) sum += weigh(value);
  return sum;
}

/**
 * Computes equal numbers once: with `burn`, each would take as long as it is measured to take.
 *
 * @param {import('./make-items.mjs').Job} job
 */
function addUp(job) {
  const fn = tasks[job.task];
  const run = (/** @type {any} */ item) => (job.calls ? fn(...item) : fn(item));
  const known = new Map();
  let sum = 0;
  for (const item of makeItems(job)) {
    const weight = known.get(item) ?? weighAll(run(item), job);
    if (typeof item === 'number') known.set(item, weight);
    sum += weight;
  }
  return sum;
}
