import { drawMarble } from './draw-marble.mjs';
import { escapeText } from './escape-text.mjs';
import { style } from './style.mjs';
import { svgElement } from './svg-element.mjs';

const LINE = 30;

/**
 * Draws what the letters of a diagram stand for, as many to a line as fit.
 *
 * @param {ReadonlyMap<string, string>} legend
 * @param {number} top
 * @param {(letter: string) => import('./item-colors.mjs').Color} colorOf
 * @returns {{ svg: string, height: number }}
 */
export function drawLegend(legend, top, colorOf) {
  if (legend.size === 0) return { svg: '', height: 0 };
  let x = style.left;
  let y = top + LINE / 2;
  let svg = '';
  for (const [letter, meaning] of legend) {
    // About 6.6 px a letter of this size.
    const width = 24 + meaning.length * 6.6 + 22;
    if (x + width > style.width - style.padding && x > style.left) {
      x = style.left;
      y += LINE;
    }
    const text = { x: x + 18, y: y + 4.5, 'font-size': 13, fill: style.quiet };
    svg += drawMarble(letter, x, y, colorOf) + svgElement('text', text, escapeText(meaning));
    x += width;
  }
  return { svg, height: y + LINE / 2 - top };
}
