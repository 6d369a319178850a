/** @typedef {{ frame: number, mark: string }} Mark a letter, an array such as `[AB]`, or one of `|`, `#`, `^` and `!` */

/**
 * Reads a row of marbles: a character is a frame, and what stands in parentheses happens in the frame of the first.
 *
 * @param {string} text
 * @param {string} allowed the marks that this row may have, as the inside of a regular expression's character class
 * @returns {Mark[]}
 */
export function parseRow(text, allowed) {
  const one = new RegExp(`^[${allowed}]$`);
  /** @type {Mark[]} */
  const marks = [];
  /** @type {number | undefined} */
  let group;
  for (let frame = 0; frame < text.length; frame++) {
    const character = text[frame];
    if (character === '-' && group === undefined) continue;
    if (character === '(' && group === undefined) group = frame;
    else if (character === ')' && group !== undefined) group = undefined;
    else if (character === '[' && one.test('[')) {
      const start = group ?? frame;
      const array = /^\[[A-Za-z]*\]/.exec(text.slice(frame))?.[0];
      if (!array) throw new Error(`an array is written [ABC]: found ${text.slice(frame)}`);
      marks.push({ frame: start, mark: array });
      frame += array.length - 1;
    } else if (one.test(character)) marks.push({ frame: group ?? frame, mark: character });
    else throw new Error(`${character} cannot stand in frame ${frame} of this row`);
  }
  if (group !== undefined) throw new Error('a group is not closed: ) is missing');
  return marks;
}
