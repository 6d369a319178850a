import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** What ran where, so that figures can be judged. */
export function environment() {
  const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    python: python.stdout?.trim().replace('Python ', '') || 'not installed',
    cpu: `${availableParallelism()} × ${cpus()[0]?.model.trim()}`,
    packages: {
      'rxjs-pool': read('../package.json').version,
      ...read('package.json').dependencies,
    },
  };
}

/** @param {string} file */
function read(file) {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}
