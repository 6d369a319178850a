/**
 * What the function does with one item: how many frames it takes, and how it ends.
 *
 * @typedef {object} Call
 * @property {number} frames `Infinity` if it never ends
 * @property {'returns' | 'throws' | 'crashes' | 'never' | 'gives'} ending
 * @property {string | undefined} value
 * @property {string} [marbles] the values that it gives, and when
 */

const ENDINGS = /** @type {const} */ ({ '#': 'throws', '*': 'crashes' });

/**
 * Reads a call: `---(A|)` returns A, `---#` throws, `---*` takes its worker down, and `---` never ends. Anything else is what a
 * call gives that gives many values: `-A-B|`.
 *
 * @param {string} text
 * @returns {Call}
 */
export function parseCall(text) {
  if (/^-*[A-Z][-A-Z]*[|#]?$/.test(text))
    return { frames: 0, ending: 'gives', value: undefined, marbles: text };
  const match = /^(-*)(?:\(([A-Z])\|\)|([#*]))?$/.exec(text);
  if (!match) throw new Error(`a call is ---(A|), ---#, ---*, --- or -A-B|: found ${text}`);
  const [, time, value, mark] = match;
  if (value) return { frames: time.length, ending: 'returns', value };
  if (mark === '#' || mark === '*') return { frames: time.length, ending: ENDINGS[mark], value };
  return { frames: Infinity, ending: 'never', value };
}
