/**
 * A job with its items made.
 *
 * @typedef {object} Work
 * @property {import('./make-items.mjs').Job} job for a contender that makes its own items
 * @property {string} task the name of a function in `tasks.mjs`
 * @property {(...args: any[]) => unknown} fn that function
 * @property {unknown[] | Iterable<number>} items
 * @property {number} chunksize
 * @property {boolean} move whether the items are buffers that move to the workers
 * @property {boolean} moveBack whether the results are buffers that move back
 */

/**
 * What a contender that is not Node measures by itself.
 *
 * @typedef {object} Figures
 * @property {number} count results
 * @property {number} sum
 * @property {number | null} expected the right sum, where its items are not ours
 * @property {number} wallMs
 * @property {number} firstMs
 * @property {number} cpuMs
 * @property {number} peakMb
 */

/**
 * A running pool. `run` resolves when all results of a job went into the tally, or with figures of its own; `call`
 * resolves with the result of a single call. It has one of them or both.
 *
 * @typedef {object} Session
 * @property {(work: Work, tally: import('./tally.mjs').Tally) => Promise<Figures | void>} [run]
 * @property {(work: Work, args: any[]) => PromiseLike<unknown>} [call]
 * @property {() => Promise<unknown>} stop
 */

/** @typedef {(workers: number) => Session} Start each file in `contenders/` exports one as `start` */

/** @typedef {{ id: string, label: string, ours?: true }} Contender */

/**
 * Everyone who takes part, in the order of the tables.
 *
 * @type {Contender[]}
 */
export const contenders = [
  { id: 'pool-imap-unordered', label: 'poolImapUnordered', ours: true },
  { id: 'pool-imap', label: 'poolImap', ours: true },
  { id: 'raw', label: 'raw MessagePort' },
  { id: 'tinypool', label: 'tinypool' },
  { id: 'merge-map', label: 'mergeMap(tinypool.run)' },
  { id: 'piscina', label: 'piscina' },
  { id: 'workerpool', label: 'workerpool' },
  { id: 'poolifier', label: 'poolifier' },
  { id: 'threads', label: 'threads' },
  { id: 'observable-webworker', label: 'observable-webworker' },
  { id: 'python', label: 'Python imap_unordered' },
  { id: 'one-thread', label: 'one thread' },
];

/**
 * Those that take part in few scenarios only.
 *
 * @type {Contender[]}
 */
export const guests = [
  { id: 'import-rxjs', label: 'rxjs' },
  { id: 'import-rxjs-pool', label: 'rxjs-pool, after rxjs', ours: true },
  { id: 'watched', label: 'with collectInsights', ours: true },
  { id: 'pool-apply', label: 'pool.apply', ours: true },
  { id: 'raw-calls', label: 'raw MessagePort' },
  { id: 'pool-concat-map', label: 'poolConcatMap', ours: true },
  { id: 'pool-imap-array', label: 'poolImap, one array', ours: true },
  { id: 'raw-arrays', label: 'raw MessagePort' },
  { id: 'pool-concurrency', label: 'poolImapUnordered', ours: true },
  { id: 'merge-map-here', label: 'mergeMap(fn, 100), no worker' },
];

/** The pools whose single calls are measured beside `pool.apply`. */
export const peersOfApply = ['tinypool', 'piscina', 'workerpool', 'poolifier'];
