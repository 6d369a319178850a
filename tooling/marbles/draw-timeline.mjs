import { drawLabel } from './draw-label.mjs';
import { drawMarble } from './draw-marble.mjs';
import { style } from './style.mjs';
import { svgElement } from './svg-element.mjs';

/** @typedef {import('./parse-row.mjs').Mark} Mark */

/**
 * A row of marbles. From the frame `until` on nobody listens to it.
 *
 * @typedef {{ label: string, marks: readonly Mark[], until: number }} Timeline
 */

/**
 * Draws a row of marbles; those of the same frame stand above each other, in their order.
 *
 * @param {Timeline} timeline
 * @param {number} top
 * @param {(frame: number) => number} xOf
 * @param {(letter: string) => import('./item-colors.mjs').Color} colorOf
 * @returns {{ svg: string, height: number }}
 */
export function drawTimeline({ label, marks, until }, top, xOf, colorOf) {
  const frames = [...new Set(marks.map(({ frame }) => frame))];
  const groups = frames.map((frame) => ({ frame, group: marks.filter((mark) => mark.frame === frame) }));
  const tallest = Math.max(1, ...groups.map(({ group }) => group.filter(isMarble).length));
  const height = tallest * style.stack + 20;
  const y = top + height / 2;
  const drawn = groups.map(({ frame, group }) => {
    const stack = drawStack(group, xOf(frame), y, colorOf);
    return frame > until ? svgElement('g', { opacity: 0.3 }, stack) : stack;
  });
  const ended = marks.find(({ mark }) => '|#!'.includes(mark))?.frame ?? Infinity;
  return { svg: drawLabel(label, y) + drawAxis(y, xOf, Math.min(until, ended)) + drawn.join(''), height };
}

/**
 * @param {readonly Mark[]} group
 * @param {number} x
 * @param {number} y
 * @param {(letter: string) => import('./item-colors.mjs').Color} colorOf
 */
function drawStack(group, x, y, colorOf) {
  const marbles = group.filter(isMarble);
  const reach = Math.max(0, marbles.length - 1) * (style.stack / 2);
  const bar = { x1: x, x2: x, y1: y - reach - 22, y2: y + reach + 22, stroke: style.ink, 'stroke-width': 3 };
  const drawn = marbles.map(({ mark }, at) => drawMarble(mark, x, y - reach + at * style.stack, colorOf));
  if (group.some(({ mark }) => mark === '|')) drawn.unshift(svgElement('line', bar));
  if (group.some(({ mark }) => mark === '!')) {
    const text = { x: x + 7, y: y - 8, 'font-size': 12, fill: style.quiet };
    drawn.unshift(
      svgElement('line', { ...bar, 'stroke-dasharray': '4 3', 'stroke-width': 2 }),
      svgElement('text', text, 'closed'),
    );
  }
  return drawn.join('');
}

/** @param {number} y @param {(frame: number) => number} xOf @param {number} until */
function drawAxis(y, xOf, until) {
  const end = style.right + 18;
  const solid = until === Infinity ? end : xOf(until);
  const line = { y1: y, y2: y, stroke: style.line, 'stroke-width': 2 };
  return (
    svgElement('line', { x1: style.left - 14, x2: solid, ...line }) +
    svgElement('line', { x1: solid, x2: end, ...line, 'stroke-dasharray': '2 5', 'stroke-width': 1.5 }) +
    svgElement('path', {
      d: `M${end - 1} ${y - 4.5}L${end + 7} ${y}L${end - 1} ${y + 4.5}Z`,
      fill: style.line,
    })
  );
}

/** @param {Mark} mark */
function isMarble({ mark }) {
  return mark !== '|' && mark !== '!';
}
