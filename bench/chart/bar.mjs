import { svgElement } from '../../tooling/marbles/svg-element.mjs';

/** From one row of bars to the next. */
export const ROW = 25;
const HEIGHT = 15;

/**
 * @param {number} from
 * @param {number} middle
 * @param {number} to
 * @param {string} colour
 * @param {'filled' | 'outlined'} look
 */
export function bar(from, middle, to, colour, look = 'filled') {
  return svgElement('rect', {
    x: from,
    y: middle - HEIGHT / 2,
    // What just meets its goal is seen too.
    width: Math.max(3, to - from),
    height: HEIGHT,
    rx: 3,
    ...(look === 'filled' ? { fill: colour } : { fill: 'none', stroke: colour, 'stroke-width': 1.5 }),
  });
}
