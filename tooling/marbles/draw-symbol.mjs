import { style } from './style.mjs';
import { svgElement } from './svg-element.mjs';

/**
 * Draws a small sign for something that goes wrong: a cross in a disc for an error, a cross in a star for a crash, a
 * clock for a timeout, a square for a worker that is ended from outside.
 *
 * @param {'error' | 'crash' | 'timeout' | 'kill'} kind
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function drawSymbol(kind, x, y, radius) {
  const ring = { stroke: '#ffffff', 'stroke-width': 1.5 };
  if (kind === 'kill') {
    const side = radius * 1.7;
    return (
      svgElement('rect', {
        x: x - side / 2,
        y: y - side / 2,
        width: side,
        height: side,
        rx: 3,
        fill: style.ink,
        ...ring,
      }) + cross(x, y, radius * 0.4)
    );
  }
  const disc = svgElement('circle', { cx: x, cy: y, r: radius, fill: style.error, ...ring });
  if (kind === 'timeout') return disc + hands(x, y, radius * 0.62);
  if (kind === 'error') return disc + cross(x, y, radius * 0.4);
  return (
    svgElement('polygon', { points: star(x, y, radius * 1.25), fill: style.error, ...ring }) +
    cross(x, y, radius * 0.36)
  );
}

/** @param {number} x @param {number} y @param {number} arm */
function cross(x, y, arm) {
  return stroke(`M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x + arm} ${y - arm}L${x - arm} ${y + arm}`);
}

/** @param {number} x @param {number} y @param {number} arm */
function hands(x, y, arm) {
  return stroke(`M${x} ${y - arm}V${y}H${x + arm * 0.8}`);
}

/** @param {string} path */
function stroke(path) {
  const d = path.replace(/\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10));
  return svgElement('path', {
    d,
    fill: 'none',
    stroke: '#ffffff',
    'stroke-width': 2,
    'stroke-linecap': 'round',
  });
}

/** @param {number} x @param {number} y @param {number} radius */
function star(x, y, radius) {
  return Array.from({ length: 20 }, (_, at) => {
    const length = at % 2 === 0 ? radius : radius * 0.74;
    const angle = (at * Math.PI) / 10;
    return `${(x + length * Math.sin(angle)).toFixed(1)},${(y - length * Math.cos(angle)).toFixed(1)}`;
  }).join(' ');
}
