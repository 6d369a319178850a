/**
 * An iterable for `poolFrom` that notes when each item is taken, `|` when it is asked for more than it has, and `!`
 * when it is closed early.
 *
 * @param {string} text the items, then how they end: `abc|`, `abc#`, or `abc...` where more would follow
 * @param {(letter: string) => unknown} itemOf
 * @param {(mark: string) => void} note
 * @param {Error} error what `#` throws
 * @returns {Iterable<unknown>}
 */
export function* recordedInput(text, itemOf, note, error) {
  let isOver = false;
  try {
    for (const character of text) {
      isOver = character === '|' || character === '#';
      if (character === '.') throw new RangeError('the input is read further than the diagram tells it');
      note(character);
      if (character === '#') throw error;
      if (character !== '|') yield itemOf(character);
    }
  } finally {
    if (!isOver) note('!');
  }
}
