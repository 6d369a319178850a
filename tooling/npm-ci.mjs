import { execSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether the `node_modules` of a folder is missing or older than its lock file.
 *
 * @param {string} folder
 */
export function isStale(folder) {
  // npm writes this file at the end of an installation.
  return (
    changed(join(folder, 'node_modules', '.package-lock.json')) < changed(join(folder, 'package-lock.json'))
  );
}

/**
 * Installs what the lock file of a folder names.
 *
 * @param {string} folder
 */
export function npmCi(folder) {
  execSync('npm ci', { cwd: folder, stdio: 'pipe', timeout: 300_000 });
}

/** @param {string} file */
function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}
