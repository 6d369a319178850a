// The palette of Okabe and Ito, made to differ for colour-blind eyes, and the text colour that each can carry.
const PALETTE = [
  { fill: '#0072b2', ink: '#ffffff' },
  { fill: '#e69f00', ink: '#1f2430' },
  { fill: '#009e73', ink: '#ffffff' },
  { fill: '#cc79a7', ink: '#1f2430' },
  { fill: '#56b4e9', ink: '#1f2430' },
  { fill: '#f0e442', ink: '#1f2430' },
  { fill: '#d55e00', ink: '#ffffff' },
  { fill: '#6b6ecf', ink: '#ffffff' },
  { fill: '#7f7f7f', ink: '#ffffff' },
];

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
    for (const { value } of attempts) if (value) itemOf.set(value, item);
  }
  for (const [letter, meaning] of legend) {
    const item = /^rejected, .* of ([a-z])$/.exec(meaning)?.[1];
    if (item) itemOf.set(letter, item);
  }
  return (letter) => ({
    ...PALETTE[items.indexOf(itemOf.get(letter) ?? letter) % PALETTE.length],
    isRejected: legend.get(letter)?.startsWith('rejected') ?? false,
  });
}
