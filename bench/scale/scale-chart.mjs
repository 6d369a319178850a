import { escapeText } from '../../tooling/marbles/escape-text.mjs';
import { style } from '../../tooling/marbles/style.mjs';
import { svgElement } from '../../tooling/marbles/svg-element.mjs';

/** @typedef {{ label: string, points: Array<{ workers: number, busy: number }> }} Series */

const COLOURS = ['#2563eb', '#15803d', '#b45309', '#c1121f', '#7c3aed', '#0e7490'];
const LEFT = 70;
const RIGHT = 600;
const TOP = 96;
const BOTTOM = 396;
const MOST = 1000;

/**
 * Draws how many workers' worth of work gets done by how many there are, both on a logarithmic scale.
 *
 * @param {Series[]} series
 * @param {string} note
 */
export function scaleChart(series, note) {
  const { width, border, sans, padding, radius } = style;
  const height = BOTTOM + 76;
  const box = { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: radius };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeText(sans)}">`,
    svgElement('title', {}, 'How many workers one queue and one driver keep busy'),
    svgElement('rect', { ...box, fill: '#ffffff', stroke: border }),
    text('How many workers one queue and one driver keep busy', padding, 38, { size: 17, weight: 600 }),
    text('by time and size of an item, logarithmic scales', padding, 58, { fill: style.quiet }),
    ...[1, 10, 100, MOST].flatMap((tick) => [
      line(LEFT, yOf(tick), RIGHT, yOf(tick)),
      text(String(tick), LEFT - 10, yOf(tick) + 4, { anchor: 'end', fill: style.quiet, size: 11 }),
      line(xOf(tick), TOP, xOf(tick), BOTTOM),
      text(String(tick), xOf(tick), BOTTOM + 18, { anchor: 'middle', fill: style.quiet, size: 11 }),
    ]),
    text('busy', LEFT, TOP - 12, { fill: style.quiet, size: 11, anchor: 'middle' }),
    text('workers', (LEFT + RIGHT) / 2, BOTTOM + 36, { fill: style.quiet, size: 11, anchor: 'middle' }),
    ...series.map((one, at) => draw(one, COLOURS[at % COLOURS.length])),
    ...labels(series),
    text(note, padding, height - 16, { fill: style.quiet, size: 11 }),
    '</svg>\n',
  ].join('\n');
}

/** @param {Series} series @param {string} colour */
function draw({ points }, colour) {
  const path = points.map(({ workers, busy }) => `${round(xOf(workers))},${round(yOf(busy))}`).join(' ');
  return svgElement('polyline', { points: path, fill: 'none', stroke: colour, 'stroke-width': 2 });
}

/** Names at the ends of the lines, one below another where those are close. @param {Series[]} series */
function labels(series) {
  const ends = series.map(({ label, points }, at) => {
    const { busy = 1 } = points.at(-1) ?? {};
    return { label, y: yOf(busy), fill: COLOURS[at % COLOURS.length] };
  });
  let lowest = -Infinity;
  return ends
    .toSorted((a, b) => a.y - b.y)
    .map(({ label, y, fill }) => {
      lowest = Math.max(y, lowest + 16);
      return text(label, RIGHT + 12, lowest + 4, { fill, weight: 600, size: 12 });
    });
}

/** @param {number} workers */
function xOf(workers) {
  return LEFT + (Math.log(workers) / Math.log(MOST)) * (RIGHT - LEFT);
}

/** @param {number} busy */
function yOf(busy) {
  return BOTTOM - (Math.log(Math.max(1, busy)) / Math.log(MOST)) * (BOTTOM - TOP);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function line(x1, y1, x2, y2) {
  return svgElement('line', { x1, y1, x2, y2, stroke: style.grid });
}

/**
 * @param {string} written
 * @param {number} x
 * @param {number} y
 * @param {{ size?: number, fill?: string, weight?: number, anchor?: string }} options
 */
function text(written, x, y, { size = 13, fill = style.ink, weight, anchor }) {
  const attributes = { x, y, 'font-size': size, fill, 'font-weight': weight, 'text-anchor': anchor };
  return svgElement('text', attributes, escapeText(written));
}
