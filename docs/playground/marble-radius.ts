import { measures } from './measures.js';
import type { Trace } from './trace.js';

/** The radius at which no marble touches the next, if there is one. */
export function marbleRadius({ taken, emissions }: Trace, scale: number): number {
  const gap = Math.min(leastGap(taken.map(({ at }) => at)), leastGap(emissions.map(({ at }) => at)));
  const { least, most } = measures.marble;
  return Math.max(least, Math.min(most, (gap * scale) / 2 - 0.5));
}

/** @param moments - Ascending. */
function leastGap(moments: readonly number[]): number {
  return moments.reduce((least, at, index) => {
    const gap = at - (moments[index - 1] ?? -Infinity);
    return gap > 0 ? Math.min(least, gap) : least;
  }, Infinity);
}
