/**
 * One way to run the contenders. The count of a `throughput` job is where the search for one that takes
 * `targetMs` begins; without `targetMs` it stays as it is.
 *
 * @typedef {object} Variant
 * @property {string} id
 * @property {number} workers
 * @property {'throughput' | 'latency'} kind
 * @property {import('./make-items.mjs').Job} job
 * @property {number} [targetMs]
 * @property {number} [most] items, where more would take too much memory
 * @property {string[]} [contenders] ids; all without it
 * @property {number} [warmMs] instead of the usual
 */

/** @typedef {'rate' | 'cpu' | 'peak' | 'cold' | 'warm' | 'ms' | 'p50' | 'p99'} Metric */

/**
 * What is measured together. `fresh`: each run has a process of its own.
 *
 * @typedef {object} Scenario
 * @property {string} id
 * @property {string} title
 * @property {boolean} fresh
 * @property {number} deadlineMs how long one request may take
 * @property {Variant[]} variants
 * @property {Column[]} columns
 */

/** @typedef {{ title: string, variant: string, metric: Metric }} Column */

/** @typedef {(pace: import('./pace.mjs').Pace) => Scenario} MakeScenario */

/** @typedef {{ failed: string } | { runs: Record<Metric, number>[] }} Cell */
/** @typedef {Record<string, Record<string, Cell>>} Measured cells by variant and contender */

// Above this, arrays of items are so long that collecting garbage is what is measured.
const MOST = 2_000_000;
const WORKERS = 2;

/**
 * A variant that measures items/s or calls/s, with the usual number of workers unless it says otherwise.
 *
 * @param {Pick<Variant, 'id' | 'job'> & Partial<Variant>} variant
 * @returns {Variant}
 */
export function throughput(variant) {
  return { workers: WORKERS, kind: 'throughput', most: MOST, ...variant };
}
