import { groupBy } from './group-by.js';
import { itemName } from './item-name.js';
import { layPile } from './lay-pile.js';
import { measures } from './measures.js';
import { pile } from './pile.js';
import type { Timeline } from './picture.js';
import { readyAt } from './ready-at.js';
import type { Emission, Trace } from './trace.js';

/** The line of what the operator emits. */
export function layResult(
  trace: Trace,
  top: number,
  xOf: (at: number) => number,
  radius: number,
  edges: { readonly left: number; readonly right: number },
): { timeline: Timeline; height: number } {
  const { emissions, end } = trace;
  const array = emissions.find(({ isArray }) => isArray);
  if (array) return layArray(array, top, xOf, edges);

  const piles = [...groupBy(emissions, ({ at }) => at)];
  const heights = piles.map(([, all]) => pile(all.length, radius).height);
  const tallest = Math.max(measures.marble.most * 2, ...heights);
  const last = piles.find(([at]) => at === end.at)?.[1].length ?? 0;
  const lastReach = pile(Math.max(1, last), radius).height / 2;
  const isError = end.failed !== undefined;
  // The error comes behind the results of its moment.
  const errorOffset = last > 0 ? lastReach + measures.marble.most + 2 : 0;
  const height = Math.max(tallest, isError ? 2 * (errorOffset + measures.marble.most) : 0) + 22;
  const y = top + height / 2;
  const marbles = piles.flatMap(([at, all]) =>
    layPile(
      all.flatMap(({ items }) => items),
      xOf(at),
      y,
      radius,
      true,
    ),
  );
  const timeline: Timeline = {
    label: 'result',
    y,
    until: xOf(end.at),
    end: isError ? { x: xOf(end.at), errorAt: y + errorOffset } : { x: xOf(end.at), reach: lastReach + 8 },
    radius,
    marbles,
    boxes: [],
    tails: marbles
      .map(({ x, y: at, index }) => ({ from: xOf(readyAt(trace, index) ?? 0), to: x, y: at, index }))
      .filter(({ from, to }) => to - from > 0.5),
  };
  return { timeline, height };
}

/** A box of marbles; a long one moves inwards and has several rows: the bar of completion still says when. */
function layArray(
  { at, items }: Emission,
  top: number,
  xOf: (at: number) => number,
  { left, right }: { readonly left: number; readonly right: number },
): { timeline: Timeline; height: number } {
  const radius = measures.marble.most;
  const step = radius * 2 + 3;
  const perRow = Math.min(items.length, Math.floor((right - left) / step));
  const rows = Math.ceil(items.length / perRow);
  const width = perRow * step + 7;
  const boxHeight = rows * step + 5;
  const height = boxHeight + 20;
  const y = top + height / 2;
  const x = Math.max(left - 10, Math.min(xOf(at) - width / 2, right - width));
  const marbles = items.map(({ index, isRejected }, position) => ({
    x: x + 3.5 + step * ((position % perRow) + 0.5),
    y: y - boxHeight / 2 + 2.5 + step * (Math.floor(position / perRow) + 0.5),
    index,
    isRejected,
    letter: itemName(index).toUpperCase(),
  }));
  const timeline: Timeline = {
    label: 'result',
    y,
    until: xOf(at),
    end: { x: xOf(at), reach: height / 2 },
    radius,
    marbles,
    boxes: [{ x, y: y - boxHeight / 2, width, height: boxHeight }],
    tails: [],
  };
  return { timeline, height };
}
