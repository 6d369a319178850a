/**
 * Writes marks as a row of marbles, the inverse of `parseRow`.
 *
 * What the notation cannot say, as a group's text still runs, is added in words: it will then differ from any row.
 *
 * @param {readonly import('./parse-row.mjs').Mark[]} marks in the order of their frames
 */
export function writeRow(marks) {
  let text = '';
  for (let at = 0; at < marks.length;) {
    const { frame } = marks[at];
    const together = marks.slice(at).filter((mark) => mark.frame === frame);
    const group = together.map(({ mark }) => mark).join('');
    if (frame < text.length) text += ` ${group} at ${frame}`;
    else text = text.padEnd(frame, '-') + (together.length > 1 ? `(${group})` : group);
    at += together.length;
  }
  return text;
}
