import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where steps leave what the next ones read; inside the package, so that files there may import it by its name. */
export const out = join(root, 'tooling', 'out');

/** The compiler, as a script for Node. */
export const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/**
 * The folders of `examples/` that are compiled here, relative to the root. One with a lock file of its own has a compiler
 * of its own, too.
 */
export function examples() {
  return readdirSync(join(root, 'examples'))
    .map((name) => join('examples', name))
    .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))
    .filter((folder) => !existsSync(join(root, folder, 'package-lock.json')));
}

/** Where `pack` puts the tarball. */
export const tarballFolder = join(out, 'tarball');

/** The tarball that `pack` made. */
export function tarball() {
  return join(tarballFolder, readdirSync(tarballFolder)[0]);
}
