import { spawnSync } from 'node:child_process';

/**
 * Runs specs with settings in their environment, and ends the program as they end.
 *
 * @param {string[]} places files or folders
 * @param {Record<string, string | number | undefined>} settings
 * @returns {never}
 */
export function runSpecsFor(places, settings) {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const { status } = spawnSync('node_modules/.bin/vitest', ['run', ...places], {
    stdio: 'inherit',
    env: { ...process.env, ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) },
  });
  process.exit(status ?? 1);
}
