import { writeRow } from './write-row.mjs';

/**
 * Puts what a diagram says and what happened side by side, as the same rows of text.
 *
 * @param {import('./parse-diagram.mjs').Diagram} diagram
 * @param {import('./run-diagram.mjs').Happening} happening
 * @returns {{ said: string, happened: string }} equal if the diagram is true
 */
export function compareDiagram(diagram, happening) {
  const { checked, chunks, legend } = diagram;
  const busy = [...happening.rows.keys()].filter((name) => name.startsWith('busy:'));
  const names = [...new Set([...checked.keys(), ...busy])];
  const said = names.map((name) => line(name, writeRow(checked.get(name) ?? [])));
  const happened = names.map((name) => line(name, writeRow(happening.rows.get(name) ?? [])));
  if (chunks !== undefined) {
    said.unshift(line('chunks', chunks));
    happened.unshift(line('chunks', happening.chunks.map(({ letters }) => letters).join(' ')));
  }
  said.push(line('where #', legend.get('#') ?? ''));
  happened.push(line('where #', happening.error ?? ''));
  return { said: said.join('\n'), happened: happened.join('\n') };
}

/** @param {string} name @param {string} text */
function line(name, text) {
  return `${name.padEnd(10)} ${text}`.trimEnd();
}
