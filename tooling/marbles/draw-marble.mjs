import { drawSymbol } from './draw-symbol.mjs';
import { style } from './style.mjs';
import { svgElement } from './svg-element.mjs';

/**
 * Draws what a row emits: a value as a disc, an array as a box of discs, an error as a cross.
 *
 * @param {string} mark
 * @param {number} x
 * @param {number} y
 * @param {(letter: string) => import('./item-colors.mjs').Color} colorOf
 */
export function drawMarble(mark, x, y, colorOf) {
  const { radius } = style;
  if (mark === '#') return drawSymbol('error', x, y, radius);
  if (!mark.startsWith('[')) return drawDisc(mark, x, y, colorOf);
  const letters = mark.slice(1, -1).split('');
  const step = radius * 2 + 3;
  const width = Math.max(1.4, letters.length) * step + 7;
  const height = radius * 2 + 8;
  // A long array near the edge moves inwards: its completion bar still says when.
  const left = Math.min(x - width / 2, style.width - style.padding - width);
  const box = {
    x: left,
    y: y - height / 2,
    width,
    height,
    rx: height / 2,
    fill: '#ffffff',
    stroke: style.ink,
  };
  return (
    svgElement('rect', { ...box, 'stroke-width': 1.8 }) +
    letters.map((letter, at) => drawDisc(letter, left + 3.5 + step * (at + 0.5), y, colorOf)).join('')
  );
}

/** @param {string} letter @param {number} x @param {number} y @param {(letter: string) => import('./item-colors.mjs').Color} colorOf */
function drawDisc(letter, x, y, colorOf) {
  const { fill, ink, isRejected } = colorOf(letter);
  const text = { x, y: y + 5, 'font-size': 14, 'font-weight': 600, 'text-anchor': 'middle', fill: ink };
  return (
    svgElement('circle', { cx: x, cy: y, r: style.radius, fill, stroke: '#ffffff', 'stroke-width': 1.5 }) +
    svgElement('text', text, letter) +
    (isRejected ? drawSymbol('error', x + 9, y - 8, 5.5) : '')
  );
}
