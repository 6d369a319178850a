import { palette } from './palette.mjs';

/** @typedef {{ fill: string, ink: string, isRejected: boolean }} Color */

/**
 * A colour for each item and, by the letters that stand for them, for its result and its rejection.
 *
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 * @returns {(letter: string) => Color}
 */
export function itemColors({ jobs, calls, legend }) {
  const items = jobs.map((job) => job.items).join('');
  /** @type {Map<string, string>} */
  const itemOf = new Map([...items].map((item) => [item, item]));
  for (const [item, attempts] of calls) {
    for (const { value, marbles } of attempts) {
      for (const letter of value ?? marbles?.match(/[A-Z]/g) ?? []) itemOf.set(letter, item);
    }
  }
  for (const [letter, meaning] of legend) {
    const item = /^rejected, .* of ([a-z])$/.exec(meaning)?.[1];
    if (item) itemOf.set(letter, item);
  }
  return (letter) => ({
    ...palette[items.indexOf(itemOf.get(letter) ?? letter) % palette.length],
    isRejected: legend.get(letter)?.startsWith('rejected') ?? false,
  });
}
