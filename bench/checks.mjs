import { peersOfApply } from './contenders.mjs';
import { median } from './median.mjs';

/**
 * A goal and how far it is met. A `must` was met before and has to stay so, an `aim` is where this package wants to be.
 * `value` is undefined where a contender could not be measured.
 *
 * @typedef {object} Check
 * @property {'must' | 'aim'} kind
 * @property {string} scenario
 * @property {string} title
 * @property {'atLeast' | 'atMost'} bound
 * @property {number} goal
 * @property {string} unit
 * @property {number | undefined} value
 * @property {boolean} met
 */

/** @typedef {Omit<Check, 'kind'>} Goal */

/** @typedef {Record<string, import('./scenario.mjs').Measured>} Results what was measured, by scenario */

const UNORDERED = 'pool-imap-unordered';
const ORDERED = 'pool-imap';
const APPLY = 'pool-apply';
const RAW_CALLS = 'raw-calls';

/**
 * Compares medians with the goals of the scenarios that were measured.
 *
 * @param {Results} results
 * @returns {Check[]}
 */
export function checks(results) {
  const rate = (/** @type {string} */ scenario, /** @type {string} */ variant, /** @type {string} */ id) =>
    figure(results, scenario, variant, id, 'rate');
  const trivial = (/** @type {string} */ chunksize, id = UNORDERED) => rate('trivial', chunksize, id);
  const best = (/** @type {string} */ scenario, /** @type {string[]} */ ids) =>
    Math.max(
      ...Object.keys(results[scenario] ?? {})
        .flatMap((variant) => ids.map((id) => rate(scenario, variant, id)))
        .filter((value) => value !== undefined),
    );
  const growth = (/** @type {string} */ id) =>
    minus(figure(results, 'memory', 'many-1', id, 'peak'), figure(results, 'memory', 'few-1', id, 'peak'));

  const calls = (
    /** @type {string} */ variant,
    /** @type {string} */ id,
    /** @type {import('./scenario.mjs').Metric} */ metric,
  ) => figure(results, 'apply', variant, id, metric);
  const cold = (/** @type {string} */ id) => figure(results, 'latency', '1', id, 'cold');

  const musts = [
    atLeast(100, 'trivial', 'chunksize 1 / mergeMap(tinypool.run)', trivial('1'), trivial('1', 'merge-map')),
    atLeast(50, 'trivial', 'chunksize 1 / Python imap_unordered', trivial('1'), trivial('1', 'python')),
    atLeast(0.8, 'trivial', 'chunksize 1 / our best chunksize', trivial('1'), best('trivial', [UNORDERED])),
    ...['64', '1024'].flatMap((size) => [
      atLeast(0.9, 'trivial', `chunksize ${size} / raw MessagePort`, trivial(size), trivial(size, 'raw')),
      atLeast(
        0.9,
        'trivial',
        `poolImap, chunksize ${size} / raw MessagePort`,
        trivial(size, ORDERED),
        trivial(size, 'raw'),
      ),
    ]),
    atLeast(
      0.95,
      'cpu-bound',
      '190 µs per item / raw MessagePort',
      rate('cpu-bound', '1', UNORDERED),
      rate('cpu-bound', '1', 'raw'),
    ),
    atLeast(
      1.85,
      'cpu-bound',
      '190 µs per item / one thread',
      rate('cpu-bound', '1', UNORDERED),
      rate('cpu-bound', '1', 'one-thread'),
    ),
    atLeast(
      0.95,
      'uneven',
      'uneven work / best fixed chunksize',
      rate('uneven', '1', UNORDERED),
      best('uneven', [UNORDERED, 'raw']),
    ),
    atMost(
      0.75,
      'rows',
      'main CPU per row / structured clone',
      figure(results, 'rows', '64', UNORDERED, 'cpu'),
      figure(results, 'rows', '64', 'raw', 'cpu'),
    ),
    atMost(1.5, 'latency', 'one item on a cold pool / raw MessagePort', cold(UNORDERED), cold('raw')),
    limit(
      15,
      'import',
      'import of rxjs-pool, after that of rxjs',
      figure(results, 'import', '1', 'import-rxjs-pool', 'ms'),
      ' ms',
    ),
    limit(
      2000,
      'values',
      'first value of a generator that goes on, p50',
      figure(results, 'values', 'first', 'pool-concat-map', 'p50'),
      ' µs',
    ),
    limit(80, 'memory', 'poolImapUnordered, peak above that of 100 k items', growth(UNORDERED)),
    limit(80, 'memory', 'poolImap, peak above that of 100 k items', growth(ORDERED)),
  ];
  const aims = [
    atLeast(
      0.8,
      'values',
      'rows of a generator / raw MessagePort, arrays of 1,000',
      rate('values', 'rows', 'pool-concat-map'),
      rate('values', 'rows', 'raw-arrays'),
    ),
    atMost(
      1.2,
      'waiting',
      '100 items at once in a worker / mergeMap(fn, 100) here',
      figure(results, 'waiting', '100', 'pool-concurrency', 'ms'),
      figure(results, 'waiting', '100', 'merge-map-here', 'ms'),
    ),
    atLeast(
      0.9,
      'buffers',
      '1 MB moved there and back / raw MessagePort',
      rate('buffers', 'returned', UNORDERED),
      rate('buffers', 'returned', 'raw'),
    ),
    atMost(
      1.25,
      'apply',
      'apply one by one, p50 / raw MessagePort',
      calls('one-by-one', APPLY, 'p50'),
      calls('one-by-one', RAW_CALLS, 'p50'),
    ),
    atMost(
      1.5,
      'apply',
      'apply one by one, p99 / raw MessagePort',
      calls('one-by-one', APPLY, 'p99'),
      calls('one-by-one', RAW_CALLS, 'p99'),
    ),
    atMost(
      1,
      'apply',
      'apply one by one, p50 / fastest peer',
      calls('one-by-one', APPLY, 'p50'),
      least(peersOfApply.map((id) => calls('one-by-one', id, 'p50'))),
    ),
    atMost(
      1.2,
      'apply',
      'apply every 40 ms, p50 / raw MessagePort',
      calls('spaced', APPLY, 'p50'),
      calls('spaced', RAW_CALLS, 'p50'),
    ),
    atLeast(
      1,
      'apply-at-once',
      'apply, 16 at once, calls/s / raw MessagePort',
      rate('apply-at-once', '16', APPLY),
      rate('apply-at-once', '16', RAW_CALLS),
    ),
    atMost(1.2, 'latency', 'one item on a cold pool / raw MessagePort', cold(UNORDERED), cold('raw')),
  ];
  return [...ofKind('must', musts), ...ofKind('aim', aims)].filter(({ scenario }) => scenario in results);
}

/**
 * @param {Check['kind']} kind
 * @param {Goal[]} goals
 * @returns {Check[]}
 */
function ofKind(kind, goals) {
  return goals.map((goal) => ({ kind, ...goal }));
}

/**
 * The median of a figure, or undefined where it was not measured.
 *
 * @param {Results} results
 * @param {string} scenario
 * @param {string} variant
 * @param {string} id
 * @param {import('./scenario.mjs').Metric} metric
 * @returns {number | undefined}
 */
export function figure(results, scenario, variant, id, metric) {
  const cell = results[scenario]?.[variant]?.[id];
  return cell && 'runs' in cell ? median(cell.runs.map((run) => run[metric])) : undefined;
}

/**
 * @param {number} goal
 * @param {string} scenario
 * @param {string} title
 * @param {number | undefined} ours
 * @param {number | undefined} theirs
 * @returns {Goal}
 */
function atLeast(goal, scenario, title, ours, theirs) {
  const value = divide(ours, theirs);
  return {
    scenario,
    title,
    bound: 'atLeast',
    goal,
    unit: '×',
    value,
    met: value !== undefined && value >= goal,
  };
}

/**
 * @param {number} goal
 * @param {string} scenario
 * @param {string} title
 * @param {number | undefined} ours
 * @param {number | undefined} theirs
 * @returns {Goal}
 */
function atMost(goal, scenario, title, ours, theirs) {
  return limit(goal, scenario, title, divide(ours, theirs), '×');
}

/**
 * @param {number} goal
 * @param {string} scenario
 * @param {string} title
 * @param {number | undefined} value
 * @param {string} unit
 * @returns {Goal}
 */
function limit(goal, scenario, title, value, unit = ' MB') {
  return {
    scenario,
    title,
    bound: 'atMost',
    goal,
    unit,
    value,
    met: value !== undefined && value <= goal,
  };
}

/**
 * @param {number | undefined} value
 * @param {number | undefined} base
 */
function minus(value, base) {
  return value === undefined || base === undefined ? undefined : value - base;
}

/**
 * @param {number | undefined} ours
 * @param {number | undefined} theirs
 */
function divide(ours, theirs) {
  return ours === undefined || theirs === undefined ? undefined : ours / theirs;
}

/**
 * The lowest of some values, or undefined if one of them is.
 *
 * @param {(number | undefined)[]} values
 */
function least(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length ? undefined : Math.min(...known);
}
