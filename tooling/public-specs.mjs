import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root } from './places.mjs';

/** A path that leaves the folders of the specs for what the published package does not have. */
const PRIVATE_PATH =
  /['"`](?:(?:\.\.\/)+(?:src|dist|tooling(?!\/marbles)|examples|docs|bench)|(?:\.\.\/){2,}\w+\.\w+)\b/;

/**
 * The specs that need nothing but the public door of the package, as absolute paths: neither they nor the files that
 * they import name a path outside `spec/`, `marbles/` and `tooling/marbles/`.
 */
export function publicSpecs() {
  return readdirSync(join(root, 'spec'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts') && !/^(?:browser|cluster)/.test(file))
    .toSorted()
    .map((file) => join(root, 'spec', file))
    .filter((file) => [...reach(file)].every((reached) => !PRIVATE_PATH.test(readFileSync(reached, 'utf8'))));
}

/**
 * A file and all files that it imports by a relative path.
 *
 * @param {string} file
 * @param {Set<string>} [reached]
 */
export function reach(file, reached = new Set()) {
  if (reached.has(file) || !existsSync(file)) return reached;
  reached.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    reach(resolve(dirname(file), path.replace(/\.js$/, '.ts')), reached);
  }
  return reached;
}
