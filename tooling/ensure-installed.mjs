import { isStale, npmCi } from './npm-ci.mjs';
import { root } from './places.mjs';

/**
 * Installs the packages of the repository when they are missing or older than the lock file.
 *
 * This and what it imports use Node's own modules only: in a fresh clone nothing else is there.
 */
export function ensureInstalled() {
  if (!isStale(root)) return;
  console.log('installing the packages of package-lock.json (npm ci)');
  npmCi(root);
}
