import { describe, expect, it } from 'vitest';
import { compareDiagram } from '../../tooling/marbles/compare-diagram.mjs';
import { parseDiagram } from '../../tooling/marbles/parse-diagram.mjs';
import { parseRow } from '../../tooling/marbles/parse-row.mjs';
import { runDiagram } from '../../tooling/marbles/run-diagram.mjs';
import { writeRow } from '../../tooling/marbles/write-row.mjs';

const GOOD = `A title

operator   poolImap
processes  1

source     a|
call:a     --(A|)
busy:a     ^-!
result     --(A|)
`;

describe('the notation of marbles', () => {
  it.each(['', '---a', '(ab)-c', '---([ABC]|)', '[]--|', '--#'])('reads and writes the row "%s"', (text) => {
    expect(writeRow(parseRow(text, String.raw`A-Za-z\[|#`))).toBe(text);
  });

  it('is true of a true diagram', () => {
    const { said, happened } = compare(GOOD);
    expect(happened).toBe(said);
  });

  it.each([
    ['a result that comes earlier', 'result     --(A|)', 'result     -(A|)'],
    ['another result', 'result     --(A|)', 'result     --(B|)'],
    ['another time at a worker', 'busy:a     ^-!', 'busy:a     -^-!'],
    ['a row that is missing', 'busy:a     ^-!\n', ''],
    ['another chunk', 'processes  1', 'processes  1\nchunks     aa'],
    ['an error that does not come', 'processes  1', 'processes  1\nwhere      # = error of a'],
  ])('finds %s', (_, good, bad) => {
    const { said, happened } = compare(GOOD.replace(good, bad));
    expect(happened).not.toBe(said);
  });

  it.each([
    ['an unknown row', 'busy:a', 'lazy:a', 'test.marble:8: not a row: lazy:a ^-!'],
    ['an unknown mark', '^-!', '^-?', 'test.marble:8: ? cannot stand in frame 2 of this row'],
    [
      'an open group',
      '--(A|)\nbusy',
      '--(A|\nbusy',
      'test.marble:7: a call is ---(A|), ---#, ---*, --- or -A-B|: found --(A|',
    ],
    ['a bad setting', 'processes  1', 'processes  0', 'test.marble:4: processes cannot be 0'],
    ['a row that is there twice', 'busy:a', 'call:a', 'test.marble:8: there are two rows call:a'],
    ['a missing title', 'A title\n', '', 'test.marble:1: a diagram begins with its title and an empty line'],
    ['a missing result', 'result     --(A|)', '', 'test.marble: row result is missing'],
    ['a row of no item', 'busy:a', 'busy:b', 'test.marble: there is a row busy:b, but no such item'],
    [
      'a call that is not told',
      'call:a     --(A|)\n',
      '',
      'test.marble: a begins, but there is no row call:a',
    ],
  ])('reports %s', (_, good, bad, message) => {
    expect(() => compare(GOOD.replace(good, bad))).toThrow(message);
  });
});

function compare(text: string) {
  const diagram = parseDiagram(text, 'test.marble');
  return compareDiagram(diagram, runDiagram(diagram));
}
