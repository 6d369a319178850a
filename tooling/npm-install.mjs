import { execSync } from 'node:child_process';

/**
 * Installs what the lock file of a folder names, and whatever of it is only for this platform.
 *
 * `npm ci` refuses a lock file that lacks packages for other platforms, and where a registry lacks them, so does every
 * lock file that is written there.
 *
 * @param {string} folder
 */
export function npmInstall(folder) {
  execSync('npm install --no-save', { cwd: folder, stdio: 'pipe', timeout: 300_000 });
}
