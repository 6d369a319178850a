import { groupBy } from './group-by.js';
import { itemName } from './item-name.js';
import { measures } from './measures.js';
import type { Bar, Lane } from './picture.js';
import type { Settings } from './settings.js';
import type { Run, Trace } from './trace.js';

/** A lane for each worker: a bar for each item that it ran, and an outline around those that came together. */
export function layLanes(
  { workers }: Settings,
  { runs, chunks }: Trace,
  top: number,
  xOf: (at: number) => number,
): Lane[] {
  const hasChunks = chunks.some(({ count }) => count > 1);
  const inset = hasChunks ? 3 : 1;
  return Array.from({ length: workers }, (_, at) => {
    const own = runs.filter(({ workerId }) => workerId === at + 1);
    return {
      label: `worker ${at + 1}`,
      y: top + at * measures.laneStep + measures.laneStep / 2,
      bars: own.map((run) => layBar(run, inset, xOf)),
      chunks: hasChunks ? outlines(own, xOf) : [],
    };
  });
}

function layBar(
  { index, attempt, from, to = from, ending }: Run,
  inset: number,
  xOf: (at: number) => number,
): Bar {
  const letter = itemName(index);
  const x = xOf(from) + inset;
  const width = Math.max(1, xOf(to) - inset - x);
  const again = attempt > 0 ? ', once more' : '';
  const how = ending === 'threw' ? ', and throws' : ending === 'crashed' ? ', and takes its worker down' : '';
  return {
    x,
    width,
    index,
    letter: width >= 9 ? letter : '',
    symbol: ending === 'threw' ? 'error' : ending === 'crashed' ? 'crash' : undefined,
    title: `${letter}${again}: ${to - from} ms, from ${from} to ${to}${how}`,
  };
}

function outlines(runs: readonly Run[], xOf: (at: number) => number): { x: number; width: number }[] {
  return [...groupBy(runs, ({ chunk }) => chunk).values()].map((members) => {
    const x = Math.min(...members.map(({ from }) => xOf(from))) + 0.7;
    const end = Math.max(...members.map(({ from, to = from }) => xOf(to))) - 0.7;
    return { x, width: end - x };
  });
}
