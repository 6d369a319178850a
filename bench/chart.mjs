import { escapeText } from '../tooling/marbles/escape-text.mjs';
import { style } from '../tooling/marbles/style.mjs';
import { svgElement } from '../tooling/marbles/svg-element.mjs';
import { figure } from './checks.mjs';
import { contenders } from './contenders.mjs';
import { digits, formatFigure } from './format-figure.mjs';

const OURS = '#2563eb';
const THEIRS = '#a3adba';
const FLOOR = '#64748b';
const MET = '#15803d';
const LEFT = 212;
const RIGHT = 640;
const ROW = 25;
const BAR = 15;
// Goals are not bars to compare, so that a value far beyond its goal may end here.
const MOST_OF_GOAL = 4;
const GOALS_LEFT = 330;

/**
 * Draws what is published: items/s at chunksize 1 on a logarithmic scale, and how the goals are met.
 *
 * @param {{ environment: { node: string, cpu: string }, runs: number, goals: import('./checks.mjs').Check[], results: import('./checks.mjs').Results }} published
 * @returns {string} an SVG with a background of its own, so that it is read on light and dark pages
 */
export function chart({ environment, runs, goals, results }) {
  const bars = drawBars(results, 92);
  const ratios = drawGoals(goals, bars.bottom + 44);
  const height = ratios.bottom + 46;
  const { width, border, sans, padding } = style;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeText(sans)}">`,
    svgElement('title', {}, 'Items per second at chunksize 1, and how the goals for speed are met'),
    svgElement('rect', {
      x: 0.5,
      y: 0.5,
      width: width - 1,
      height: height - 1,
      rx: style.radius,
      fill: '#ffffff',
      stroke: border,
    }),
    text('Items per second at chunksize 1', padding, 38, { size: 17, weight: 600 }),
    text('x => x * x on 2 workers, logarithmic scale', padding, 58, { fill: style.quiet }),
    bars.svg,
    ratios.svg,
    text(`medians of ${runs} runs, Node ${environment.node}, ${environment.cpu}`, padding, height - 18, {
      fill: style.quiet,
      size: 11,
    }),
    '</svg>\n',
  ].join('\n');
}

/**
 * @param {import('./checks.mjs').Results} results
 * @param {number} top
 */
function drawBars(results, top) {
  const rows = contenders
    .filter(({ id }) => id !== 'one-thread')
    .flatMap((contender) => {
      const rate = figure(results, 'trivial', '1', contender.id, 'rate');
      return rate === undefined ? [] : [{ ...contender, rate }];
    })
    .toSorted((a, b) => b.rate - a.rate);
  const rates = rows.map(({ rate }) => rate);
  const low = Math.floor(Math.log10(Math.min(...rates) / 1.5));
  const high = Math.ceil(Math.log10(Math.max(...rates)));
  const xOf = (/** @type {number} */ rate) =>
    LEFT + ((Math.log10(rate) - low) / (high - low)) * (RIGHT - LEFT);
  const bottom = top + rows.length * ROW;
  const decades = Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at));
  const parts = [
    ...decades.flatMap((rate) => [
      line(xOf(rate), top - 6, xOf(rate), bottom, style.border),
      text(formatFigure(rate, 'rate'), xOf(rate), bottom + 16, {
        fill: style.quiet,
        size: 11,
        anchor: 'middle',
      }),
    ]),
    ...rows.flatMap(({ id, label, ours, rate }, at) => {
      const middle = top + at * ROW + ROW / 2;
      const weight = ours ? 600 : undefined;
      return [
        text(label, LEFT - 12, middle + 4, { anchor: 'end', weight }),
        bar(LEFT, middle, xOf(rate), ours ? OURS : id === 'raw' ? FLOOR : THEIRS),
        text(formatFigure(rate, 'rate'), xOf(rate) + 8, middle + 4, { weight, halo: true }),
      ];
    }),
  ];
  return { svg: parts.join('\n'), bottom: bottom + 20 };
}

/**
 * @param {import('./checks.mjs').Check[]} goals
 * @param {number} top
 */
function drawGoals(goals, top) {
  const measured = goals.filter(({ value }) => value !== undefined);
  const first = top + 34;
  const bottom = first + measured.length * ROW;
  const xOf = (/** @type {number} */ share) => {
    const bounded = Math.min(MOST_OF_GOAL, Math.max(1 / MOST_OF_GOAL, share));
    return GOALS_LEFT + ((Math.log(bounded) / Math.log(MOST_OF_GOAL) + 1) / 2) * (RIGHT - GOALS_LEFT);
  };
  const parts = [
    text('Goals', style.padding, top, { size: 17, weight: 600 }),
    text('right of the line: met', xOf(1) + 8, top, { fill: style.quiet, size: 11 }),
    line(xOf(1), top - 10, xOf(1), bottom, style.ink),
    ...measured.flatMap(({ title, value = 0, unit, bound, goal, met }, at) => {
      const middle = first + at * ROW + ROW / 2 - 10;
      // What is bounded from above may also be below zero: it is met by far.
      const share = bound === 'atLeast' ? value / goal : goal / Math.max(value, 1e-9);
      const from = Math.min(xOf(1), xOf(share));
      const sign = bound === 'atLeast' ? '≥' : '≤';
      return [
        text(title, style.padding, middle + 4, { size: 12 }),
        bar(from, middle, Math.max(xOf(1), xOf(share)), met ? MET : style.error),
        text(`${digits(value)}${unit}`, RIGHT + 36, middle + 4, { anchor: 'end', size: 12, weight: 600 }),
        text(`${sign} ${goal}${unit}`, style.width - style.padding, middle + 4, {
          anchor: 'end',
          fill: style.quiet,
          size: 12,
        }),
      ];
    }),
  ];
  return { svg: parts.join('\n'), bottom };
}

/**
 * @param {number} from
 * @param {number} middle
 * @param {number} to
 * @param {string} fill
 */
function bar(from, middle, to, fill) {
  return svgElement('rect', {
    x: from,
    y: middle - BAR / 2,
    // What just meets its goal is seen too.
    width: Math.max(3, to - from),
    height: BAR,
    rx: 3,
    fill,
  });
}

/**
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {string} stroke
 */
function line(x1, y1, x2, y2, stroke) {
  return svgElement('line', { x1, y1, x2, y2, stroke });
}

/**
 * @param {string} written
 * @param {number} x
 * @param {number} y
 * @param {{ size?: number, fill?: string, weight?: number | undefined, anchor?: string, halo?: boolean }} options
 */
function text(written, x, y, { size = 13, fill = style.ink, weight, anchor, halo }) {
  return svgElement(
    'text',
    {
      x,
      y,
      'font-size': size,
      fill,
      'font-weight': weight,
      'text-anchor': anchor,
      // Keeps the lines of the grid off the letters.
      ...(halo && { stroke: '#ffffff', 'stroke-width': 4, 'paint-order': 'stroke' }),
    },
    escapeText(written),
  );
}
