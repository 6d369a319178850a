import { groupBy } from './group-by.js';
import { layPile } from './lay-pile.js';
import { pile } from './pile.js';
import type { Timeline } from './picture.js';
import type { Settings } from './settings.js';
import type { Trace } from './trace.js';

/** The line of what the source emits, or what is read of `poolFrom`. */
export function laySource(
  { source }: Settings,
  { taken, sourceEnd, end }: Trace,
  top: number,
  xOf: (at: number) => number,
  radius: number,
): { timeline: Timeline; height: number } {
  const piles = [...groupBy(taken, ({ at }) => at)];
  const tallest = Math.max(radius * 2, ...piles.map(([, items]) => pile(items.length, radius).height));
  const height = tallest + 22;
  const y = top + height / 2;
  const atEnd = piles.find(([at]) => at === sourceEnd)?.[1].length ?? 1;
  const timeline: Timeline = {
    label: source === 'push' ? 'source' : 'taken',
    y,
    until: xOf(sourceEnd ?? end.at),
    end: sourceEnd === undefined ? undefined : { x: xOf(sourceEnd), reach: reachOf(atEnd) },
    radius,
    marbles: piles.flatMap(([at, items]) =>
      layPile(
        items.map(({ index }) => ({ index, isRejected: false })),
        xOf(at),
        y,
        radius,
        false,
      ),
    ),
    boxes: [],
    tails: [],
  };
  return { timeline, height };

  function reachOf(count: number): number {
    return pile(count, radius).height / 2 + 8;
  }
}
