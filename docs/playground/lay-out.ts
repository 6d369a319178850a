import { layLanes } from './lay-lanes.js';
import { layResult } from './lay-result.js';
import { laySource } from './lay-source.js';
import { marbleRadius } from './marble-radius.js';
import { measures } from './measures.js';
import type { Picture } from './picture.js';
import type { Settings } from './settings.js';
import type { Trace } from './trace.js';

const MARGIN = 14;

/** Says where to draw what, in a picture of some width. */
export function layOut(settings: Settings, trace: Trace, width: number): Picture {
  const isNarrow = width < 520;
  const left = isNarrow ? 82 : 92;
  const right = width - (isNarrow ? 24 : 36);
  const span = lastMoment(trace);
  const scale = Math.min(measures.widest, (right - left) / span);
  const xOf = (at: number): number => left + at * scale;
  const radius = marbleRadius(trace, scale);

  const source = laySource(settings, trace, MARGIN, xOf, radius);
  const lanesTop = MARGIN + source.height + 4;
  const lanes = layLanes(settings, trace, lanesTop, xOf);
  const resultTop = lanesTop + settings.workers * measures.laneStep + 4;
  const result = layResult(trace, resultTop, xOf, radius, { left, right: right + 12 });
  const bottom = resultTop + result.height;

  const everyLine = scale < 7 ? 5 : 1;
  const everyNumber = [1, 5, 10, 20, 50, 100].find((step) => step * scale >= 42) ?? 200;
  return {
    width,
    height: bottom + 34,
    left,
    right,
    top: MARGIN,
    bottom,
    grid: multiples(everyLine, span).map(xOf),
    ruler: multiples(Math.max(everyNumber, everyLine), span).map((at) => ({
      x: xOf(at),
      text: at === 0 ? '0 ms' : String(at),
    })),
    source: source.timeline,
    lanes,
    result: result.timeline,
  };
}

/** Until when there is anything to draw. */
function lastMoment({ end, runs, taken }: Trace): number {
  return Math.max(1, end.at, ...runs.map(({ to = 0 }) => to), ...taken.map(({ at }) => at));
}

function multiples(step: number, most: number): number[] {
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step);
}
