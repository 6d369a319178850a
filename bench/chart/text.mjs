import { escapeText } from '../../tooling/marbles/escape-text.mjs';
import { style } from '../../tooling/marbles/style.mjs';
import { svgElement } from '../../tooling/marbles/svg-element.mjs';

/**
 * @param {string} written
 * @param {number} x
 * @param {number} y
 * @param {{ size?: number, fill?: string, weight?: number | undefined, anchor?: string, halo?: boolean }} options
 */
export function text(written, x, y, { size = 13, fill = style.ink, weight, anchor, halo }) {
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
