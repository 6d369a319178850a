import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDiagram } from './parse-diagram.mjs';

/** Where the diagrams are. */
export const diagramsFolder = fileURLToPath(new URL('../../marbles/', import.meta.url));

/** Reads all diagrams, by name, in the order of their names. */
export function readDiagrams() {
  const files = readdirSync(diagramsFolder).filter((file) => file.endsWith('.marble'));
  return new Map(files.toSorted().map((file) => [basename(file, '.marble'), readDiagram(file)]));
}

/** @param {string} file */
function readDiagram(file) {
  return parseDiagram(readFileSync(join(diagramsFolder, file), 'utf8'), `marbles/${file}`);
}
