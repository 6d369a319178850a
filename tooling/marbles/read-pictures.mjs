import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagramsFolder } from './read-diagrams.mjs';

/** Where the pictures of the diagrams are. */
export const picturesFolder = join(diagramsFolder, 'svg');

/** Reads the pictures that are there, by file name. */
export function readPictures() {
  const files = existsSync(picturesFolder) ? readdirSync(picturesFolder) : [];
  return new Map(files.map((file) => [file, readFileSync(join(picturesFolder, file), 'utf8')]));
}
