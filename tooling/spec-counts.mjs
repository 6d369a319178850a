/**
 * How many specs passed and failed, by vitest's summary in what a step printed; undefined where there is none.
 *
 * @param {string} output
 */
export function specCounts(output) {
  const summary = /^ +Tests +(.*)$/m.exec(output)?.[1];
  if (summary === undefined) return undefined;
  const count = (/** @type {string} */ word) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') };
}
