/**
 * What the function does with one item: how many frames it takes, and how it ends.
 *
 * @typedef {object} Call
 * @property {number} frames `Infinity` if it never ends
 * @property {'returns' | 'throws' | 'crashes' | 'never'} ending
 * @property {string | undefined} value
 */

const ENDINGS = /** @type {const} */ ({ '#': 'throws', '*': 'crashes' });

/**
 * Reads a call: `---(A|)` returns A, `---#` throws, `---*` takes its worker down, and `---` never ends.
 *
 * @param {string} text
 * @returns {Call}
 */
export function parseCall(text) {
  const match = /^(-*)(?:\(([A-Z])\|\)|([#*]))?$/.exec(text);
  if (!match) throw new Error(`a call is ---(A|), ---#, ---* or ---: found ${text}`);
  const [, time, value, mark] = match;
  if (value) return { frames: time.length, ending: 'returns', value };
  if (mark === '#' || mark === '*') return { frames: time.length, ending: ENDINGS[mark], value };
  return { frames: Infinity, ending: 'never', value };
}
