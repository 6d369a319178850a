import { drawLegend } from './draw-legend.mjs';
import { drawTimeline } from './draw-timeline.mjs';
import { drawWorkers } from './draw-workers.mjs';
import { escapeText } from './escape-text.mjs';
import { itemColors } from './item-colors.mjs';
import { operatorCode } from './operator-code.mjs';
import { style } from './style.mjs';
import { svgElement } from './svg-element.mjs';

/** @typedef {import('./draw-timeline.mjs').Timeline} Timeline */

// Short diagrams are not stretched over the whole width: a frame is never wider than this.
const WIDEST_FRAME = 46;

/**
 * Draws a diagram as it happened.
 *
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 * @param {import('./run-diagram.mjs').Happening} happening
 * @returns {string} an SVG
 */
export function renderDiagram(diagram, happening) {
  const frames = lastFrame(diagram, happening);
  const scale = Math.min(WIDEST_FRAME, (style.right - style.left) / frames);
  const xOf = (/** @type {number} */ frame) => style.left + frame * scale;
  const colorOf = itemColors(diagram);
  const top = 90;
  let y = top;
  const parts = [];
  for (const timeline of sources(diagram, happening)) add(drawTimeline(timeline, y, xOf, colorOf));
  y += 4;
  const workers = drawWorkers(diagram, happening, y, xOf, colorOf);
  y += workers.height + 4;
  for (const timeline of results(diagram, happening)) add(drawTimeline(timeline, y, xOf, colorOf));
  const bottom = y;
  parts.push(drawRuler(frames, bottom + 12, xOf));
  y += 24;
  add(drawLegend(diagram.legend, y, colorOf));
  const height = y + 16;
  const unsubs = diagram.jobs.map(({ unsub }) =>
    unsub === undefined ? '' : drawUnsubscribe(xOf(unsub), top, bottom),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${style.width}" height="${height}" viewBox="0 0 ${style.width} ${height}" role="img" font-family="${escapeText(style.sans)}">`,
    svgElement('title', {}, escapeText(diagram.title.replaceAll('`', ''))),
    svgElement('rect', {
      x: 0.5,
      y: 0.5,
      width: style.width - 1,
      height: height - 1,
      rx: 12,
      fill: '#ffffff',
      stroke: style.border,
    }),
    drawTitle(diagram),
    drawGrid(frames, top, bottom, xOf),
    workers.svg,
    ...unsubs,
    ...parts,
    '</svg>\n',
  ]
    .filter((part) => part !== '')
    .join('\n');

  /** @param {{ svg: string, height: number }} part */
  function add(part) {
    parts.push(part.svg);
    y += part.height;
  }
}

/**
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 * @param {import('./run-diagram.mjs').Happening} happening
 */
function lastFrame({ jobs }, { rows }) {
  const marks = [...rows.values(), ...jobs.map(({ source }) => source?.marks ?? [])].flat();
  const unsubs = jobs.map(({ unsub = 0 }) => unsub);
  return Math.max(1, ...unsubs, ...marks.map(({ frame }) => frame));
}

/**
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 * @param {import('./run-diagram.mjs').Happening} happening
 * @returns {Timeline[]}
 */
function sources({ jobs }, { rows }) {
  return jobs.map(({ suffix, source }) => {
    const number = suffix.replace(':', ' ');
    if (!source) return { label: `taken${number}`, marks: rows.get(`taken${suffix}`) ?? [], until: Infinity };
    const until = rows.get(`sub${suffix}`)?.find(({ mark }) => mark === '!')?.frame ?? Infinity;
    return { label: `source${number}`, marks: source.marks, until };
  });
}

/**
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 * @param {import('./run-diagram.mjs').Happening} happening
 * @returns {Timeline[]}
 */
function results({ jobs }, { rows }) {
  return jobs.map(({ suffix, unsub = Infinity }) => {
    const marks = rows.get(`result${suffix}`) ?? [];
    return { label: `result${suffix.replace(':', ' ')}`, marks, until: unsub };
  });
}

/** @param {import('./parse-diagram.mjs').Diagram} diagram */
function drawTitle(diagram) {
  const pieces = diagram.title.split('`').map((piece, at) => {
    const font = at % 2 === 1 ? { 'font-family': escapeText(style.mono), 'font-size': 14.5 } : {};
    return svgElement('tspan', font, escapeText(piece));
  });
  const title = { x: style.padding, y: 38, 'font-size': 16.5, 'font-weight': 650, fill: style.ink };
  const code = {
    x: style.padding,
    y: 63,
    'font-size': 13,
    fill: style.quiet,
    'font-family': escapeText(style.mono),
  };
  return (
    svgElement('text', { ...title, 'xml:space': 'preserve' }, ...pieces) +
    svgElement('text', code, escapeText(operatorCode(diagram)))
  );
}

/** @param {number} frames @param {number} top @param {number} bottom @param {(frame: number) => number} xOf */
function drawGrid(frames, top, bottom, xOf) {
  const path = Array.from(
    { length: frames + 1 },
    (_, frame) => `M${Math.round(xOf(frame) * 10) / 10} ${top}V${bottom}`,
  );
  return svgElement('path', { d: path.join(''), stroke: style.grid, 'stroke-width': 1 });
}

/** @param {number} frames @param {number} y @param {(frame: number) => number} xOf */
function drawRuler(frames, y, xOf) {
  const text = { y, 'font-size': 11, 'text-anchor': 'middle', fill: style.quiet };
  return Array.from({ length: Math.floor(frames / 5) + 1 }, (_, at) =>
    svgElement('text', { x: xOf(at * 5), ...text }, at === 0 ? '0 ms' : String(at * 5)),
  ).join('');
}

/** @param {number} x @param {number} top @param {number} bottom */
function drawUnsubscribe(x, top, bottom) {
  const line = { x1: x, x2: x, y1: top, y2: bottom, stroke: style.error, 'stroke-width': 1.8 };
  const text = { x, y: top - 5, 'font-size': 12.5, 'text-anchor': 'middle', fill: style.error };
  return svgElement('line', { ...line, 'stroke-dasharray': '6 4' }) + svgElement('text', text, 'unsubscribe');
}
