import { svgElement } from '../../tooling/marbles/svg-element.mjs';

/**
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {string} stroke
 */
export function line(x1, y1, x2, y2, stroke) {
  return svgElement('line', { x1, y1, x2, y2, stroke });
}
