import { escapeText } from '../../tooling/marbles/escape-text.mjs';
import { style } from '../../tooling/marbles/style.mjs';
import { svgElement } from '../../tooling/marbles/svg-element.mjs';
import { text } from './text.mjs';

/** Room above what is drawn, for the title. */
export const TOP = 92;

/**
 * A picture with a background of its own, so that it is read on light and dark pages.
 *
 * @param {{ title: string, subtitle: string, note: string, height: number }} captions
 * @param {string[]} parts
 */
export function frame({ title, subtitle, note, height }, parts) {
  const { width, border, sans, padding, radius: rx, quiet: fill } = style;
  const box = { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeText(sans)}">`,
    svgElement('title', {}, title),
    svgElement('rect', { ...box, fill: '#ffffff', stroke: border }),
    text(title, padding, 38, { size: 17, weight: 600 }),
    text(subtitle, padding, 58, { fill }),
    ...parts,
    text(note, padding, height - 18, { fill, size: 11 }),
    '</svg>\n',
  ].join('\n');
}
