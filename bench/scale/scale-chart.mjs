import { frame } from '../chart/frame.mjs';
import { line } from '../chart/line.mjs';
import { text } from '../chart/text.mjs';
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
  const captions = {
    title: 'How many workers one queue and one driver keep busy',
    subtitle: 'by time and size of an item, logarithmic scales',
    note,
    height: BOTTOM + 76,
  };
  return frame(captions, [
    ...[1, 10, 100, MOST].flatMap((tick) => [
      line(LEFT, yOf(tick), RIGHT, yOf(tick), style.grid),
      text(String(tick), LEFT - 10, yOf(tick) + 4, { anchor: 'end', fill: style.quiet, size: 11 }),
      line(xOf(tick), TOP, xOf(tick), BOTTOM, style.grid),
      text(String(tick), xOf(tick), BOTTOM + 18, { anchor: 'middle', fill: style.quiet, size: 11 }),
    ]),
    text('busy', LEFT, TOP - 12, { fill: style.quiet, size: 11, anchor: 'middle' }),
    text('workers', (LEFT + RIGHT) / 2, BOTTOM + 36, { fill: style.quiet, size: 11, anchor: 'middle' }),
    ...series.map((one, at) => draw(one, COLOURS[at % COLOURS.length])),
    ...labels(series),
  ]);
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
