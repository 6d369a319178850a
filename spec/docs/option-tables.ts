import page from '../../docs/guide/options.md?raw';

/** One cell of a table: an option, what it is asked about, and what the table says. */
export interface Cell {
  readonly option: string;
  readonly column: string;
  readonly says: 'works' | 'refused' | 'no effect';
}

/** The cells of a row, without the marks of notes. */
const split = (line: string): string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll(/[`¹²³⁴⁵⁶⁷⁸⁹]/g, '').trim());

/** The lines of the table under a heading. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return lines.map(split).filter((_, at) => at !== 1);
}

function cellsUnder(heading: string): Cell[] {
  const [[, ...columns] = [], ...rows] = tableUnder(heading);
  return rows.flatMap(([option = '', ...cells]) =>
    cells.map((cell, at) => ({ option, column: columns[at] ?? '', says: cell as Cell['says'] })),
  );
}

export const callCells = cellsUnder('Calls');
export const backendCells = cellsUnder('Backends');

/** Pairs that are refused, and with which message. */
export const refusedPairs = tableUnder('Refused together')
  .slice(1)
  .map(([pair = '', where = '', message = '']) => ({ pair, where, message }));

/** What one backend is said to do with each option. */
export const cellsOf = (backend: string): Cell[] => backendCells.filter(({ column }) => column === backend);
