import { execSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tarball } from './places.mjs';

/**
 * Puts the packed tarball into the `node_modules` of an example, whose lock file cannot name a package that is packed
 * anew each time.
 *
 * @param {string} folder
 */
export function unpackTarball(folder) {
  const place = join(folder, 'node_modules', 'rxjs-pool');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  execSync(`tar xzf "${tarball()}" --strip-components=1 -C "${place}"`, { stdio: 'pipe', timeout: 20_000 });
}
