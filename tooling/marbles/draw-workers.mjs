import { drawLabel } from './draw-label.mjs';
import { drawSymbol } from './draw-symbol.mjs';
import { style } from './style.mjs';
import { svgElement } from './svg-element.mjs';

/** @typedef {import('./run-diagram.mjs').Run} Run */

const LANE = 34;
const BAR = 24;
/** Between the tops of two lanes. */
const STEP = 46;

/** @type {Record<NonNullable<Run['ending']>, { words: string, symbol?: Parameters<typeof drawSymbol>[0] }>} */
const ENDINGS = {
  returned: { words: '' },
  threw: { words: 'throws', symbol: 'error' },
  crashed: { words: 'crashes', symbol: 'crash' },
  late: { words: 'times out', symbol: 'timeout' },
  killed: { words: 'is killed', symbol: 'kill' },
};

/**
 * Draws a lane for each worker: a bar for each item that it ran, and a frame around the bars of a chunk.
 *
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 * @param {import('./run-diagram.mjs').Happening} happening
 * @param {number} top
 * @param {(frame: number) => number} xOf
 * @param {(letter: string) => import('./item-colors.mjs').Color} colorOf
 * @returns {{ svg: string, height: number }}
 */
export function drawWorkers({ processes }, { runs, chunks }, top, xOf, colorOf) {
  const hasChunks = chunks.some(({ letters }) => letters.length > 1);
  const parts = Array.from({ length: processes }, (_, at) => {
    const y = top + at * STEP + STEP / 2;
    const own = runs.filter(({ workerId }) => workerId === at + 1);
    const inset = hasChunks ? 3.5 : 1;
    return [
      drawLane(`worker ${at + 1}`, y),
      hasChunks ? drawChunks(own, y, xOf) : '',
      ...own.map((run) => drawRun(run, y, inset, xOf, colorOf)),
      // On top of the bars that follow.
      ...own.map((run) => drawEnding(run, y, xOf)),
    ].join('');
  });
  return { svg: parts.join(''), height: processes * STEP };
}

/** @param {string} label @param {number} y */
function drawLane(label, y) {
  const lane = { x: style.left - 14, y: y - LANE / 2, width: style.right - style.left + 38, height: LANE };
  return drawLabel(label, y) + svgElement('rect', { ...lane, rx: 8, fill: style.lane });
}

/** @param {readonly Run[]} runs of one worker @param {number} y @param {(frame: number) => number} xOf */
function drawChunks(runs, y, xOf) {
  return [...new Set(runs.map(({ chunk }) => chunk))]
    .map((chunk) => {
      const members = runs.filter((run) => run.chunk === chunk);
      const left = Math.min(...members.map(({ from }) => xOf(from))) + 0.7;
      const right = Math.max(...members.map(({ to }) => endOf(to, xOf))) - 0.7;
      const frame = { x: left, y: y - LANE / 2 - 2, width: right - left, height: LANE + 4, rx: 8 };
      return svgElement('rect', { ...frame, fill: '#ffffff', stroke: style.quiet, 'stroke-width': 1.4 });
    })
    .join('');
}

/**
 * @param {Run} run
 * @param {number} y
 * @param {number} inset
 * @param {(frame: number) => number} xOf
 * @param {(letter: string) => import('./item-colors.mjs').Color} colorOf
 */
function drawRun({ letter, from, to, ending, attempt }, y, inset, xOf, colorOf) {
  const { fill, ink } = colorOf(letter);
  const left = xOf(from) + inset;
  const right = endOf(to, xOf) - inset;
  const { words, symbol } = ending ? ENDINGS[ending] : { words: 'never returns', symbol: undefined };
  // Whatever fits between the ends of the bar, about 6 px a letter.
  const room = right - left - (symbol ? 26 : 6) - 12;
  const remarks = attempt > 0 ? [words && `again, ${words}`, 'again'] : [words];
  const remark = remarks.find((text) => text !== '' && text.length * 6 <= room);
  const middle = (left + right - (symbol ? 10 : 0)) / 2;
  const text = {
    x: middle,
    y: y + 5,
    'font-size': 14,
    'font-weight': 600,
    'text-anchor': 'middle',
    fill: ink,
  };
  const small = { 'font-size': 11.5, 'font-weight': 400, dx: 5 };
  return (
    svgElement('rect', { x: left, y: y - BAR / 2, width: right - left, height: BAR, rx: 5, fill }) +
    svgElement('text', text, letter, remark ? svgElement('tspan', small, remark) : '')
  );
}

/** @param {Run} run @param {number} y @param {(frame: number) => number} xOf */
function drawEnding({ to, ending }, y, xOf) {
  const symbol = ending && ENDINGS[ending].symbol;
  return symbol ? drawSymbol(symbol, endOf(to, xOf) - 3, y, 8.5) : '';
}

/** @param {number | undefined} frame @param {(frame: number) => number} xOf */
function endOf(frame, xOf) {
  return frame === undefined ? style.right + 24 : xOf(frame);
}
