/**
 * Renders the diagrams in `marbles/` to `marbles/svg/`.
 *
 * Usage: `node tooling/marbles/render.mjs` writes the pictures; `--check` fails when one is stale. It runs each
 * diagram on the built package first, and draws none that is not true.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagramError } from './diagram-error.mjs';
import { picturesFolder, readPictures } from './read-pictures.mjs';
import { renderPictures } from './render-pictures.mjs';

try {
  const pictures = renderPictures();
  const committed = readPictures();
  const names = [...new Set([...pictures.keys(), ...committed.keys()])];
  const stale = names.filter((name) => pictures.get(name) !== committed.get(name));
  if (!process.argv.includes('--check')) {
    mkdirSync(picturesFolder, { recursive: true });
    for (const name of stale) write(name, pictures.get(name));
    console.log(`${pictures.size} pictures, ${stale.length} of them changed`);
  } else if (stale.length > 0) {
    console.log(`stale: ${stale.join(', ')}\nrun \`npm run marbles\``);
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof DiagramError)) throw error;
  console.log(error.message);
  process.exitCode = 1;
}

/** @param {string} name @param {string | undefined} picture */
function write(name, picture) {
  if (picture === undefined) rmSync(join(picturesFolder, name));
  else writeFileSync(join(picturesFolder, name), picture);
}
