import { limits } from './settings.js';

/** Ways to set how long all items take at once. */
export const presets = ['equal', 'slow first', 'uneven', 'growing'] as const;

/**
 * How long items take, in ms.
 *
 * @param seed - Another one gives other uneven ones.
 */
export function durations(preset: (typeof presets)[number], count: number, seed: number): number[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, (_, index) => {
    switch (preset) {
      case 'equal':
        return 4;
      case 'slow first':
        return index === 0 ? limits.ms[1] / 2 : 2;
      case 'uneven':
        // Many short ones and few long ones, as work often is.
        return 1 + Math.floor(11 * random() ** 2);
      case 'growing':
        return Math.min(limits.ms[1], index + 1);
    }
  });
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
