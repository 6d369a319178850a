import { escapeText } from './escape-text.mjs';
import { style } from './style.mjs';
import { svgElement } from './svg-element.mjs';

/**
 * Writes the name of a row in front of it.
 *
 * @param {string} text
 * @param {number} y
 */
export function drawLabel(text, y) {
  return svgElement(
    'text',
    { x: style.padding, y: y + 4.5, 'font-size': 14, fill: style.ink },
    escapeText(text),
  );
}
