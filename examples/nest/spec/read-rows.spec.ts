import { describe, expect, it } from 'vitest';
import { readLines, type LineOptions } from '../src/rows/read-lines.js';

/** The lines of a text that comes in pieces of these lengths. */
async function linesOf(text: string, options: LineOptions, cuts: readonly number[] = []) {
  const bytes = Buffer.from(text);
  async function* pieces() {
    let from = 0;
    for (const to of [...cuts, bytes.length]) {
      yield bytes.subarray(from, to);
      from = to;
    }
  }
  const lines: Array<[number, string]> = [];
  for await (const { line, text: content } of readLines(pieces(), options)) lines.push([line, content]);
  return lines;
}

const csv = { quotes: true, maxBytes: 100 };

describe('readLines', () => {
  const text = '\uFEFFa,b\r\n1,"x\ny"\n\n \n2,"""é\n\n"\n3,z';
  const lines = [
    [1, 'a,b'],
    [2, '1,"x\ny"'],
    [6, '2,"""é\n\n"'],
    [9, '3,z'],
  ];

  it('numbers lines as an editor does, and leaves out blank ones', async () => {
    expect(await linesOf(text, csv)).toEqual(lines);
  });

  it('does not care how the bytes come', async () => {
    const { length } = Buffer.from(text);
    for (let one = 0; one <= length; one++) {
      for (let other = one; other <= length; other++) {
        expect(await linesOf(text, csv, [one, other])).toEqual(lines);
      }
    }
  });

  it('ends a line at each line feed where quotes mean nothing', async () => {
    expect(await linesOf('"a\nb"', { quotes: false, maxBytes: 100 })).toEqual([
      [1, '"a'],
      [2, 'b"'],
    ]);
  });

  it.each([
    ['whole', 'ok\n12345\n', []],
    ['not whole', 'ok\n12345', []],
    ['in pieces', 'ok\n12345\n', [4, 6]],
  ])('refuses a line that is too long: %s', async (_, long, cuts) => {
    const reading = linesOf(long, { quotes: false, maxBytes: 4 }, cuts);
    await expect(reading).rejects.toThrow('Line 2 is too long: a row may have 4 bytes');
  });

  it('takes a line of just the length', async () => {
    expect(await linesOf('1234\n', { quotes: true, maxBytes: 4 })).toEqual([[1, '1234']]);
  });
});
