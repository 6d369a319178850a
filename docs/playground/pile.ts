import { measures } from './measures.js';

/** A pile of marbles of one moment: how far apart their centres are, and how far it reaches. */
export function pile(count: number, radius: number): { step: number; height: number } {
  const apart = radius * 2 + 3;
  const step = count < 2 ? apart : Math.min(apart, measures.pile / (count - 1));
  return { step, height: (count - 1) * step + radius * 2 };
}
