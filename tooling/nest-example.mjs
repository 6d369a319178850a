import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isStale } from './npm-ci.mjs';
import { npmInstall } from './npm-install.mjs';
import { root, tarball } from './places.mjs';
import { runNode } from './run-node.mjs';

const folder = join(root, 'examples', 'nest');

/** Builds the NestJS example with the packed tarball, and tests the service that comes out. */
export async function nestExample() {
  const built = await buildNest();
  if (!built.ok) return built;
  const typed = await runNode([script('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.spec.json'], {
    seconds: 180,
    cwd: folder,
  });
  if (!typed.ok) return typed;
  return runNode([script('vitest', 'vitest.mjs'), 'run'], { seconds: 540, cwd: folder });
}

/** Installs Nest and the packed tarball, and has Nest's own command compile the service. */
export function buildNest() {
  if (isStale(folder)) npmInstall(folder);
  installTarball();
  return runNode([script('@nestjs', 'cli', 'bin', 'nest.js'), 'build'], { seconds: 180, cwd: folder });
}

/** Its lock file cannot name a package that is packed anew each time. */
function installTarball() {
  execSync(`npm install --no-save --no-package-lock --prefer-offline "${tarball()}"`, {
    cwd: folder,
    stdio: 'pipe',
    timeout: 300_000,
  });
}

/** @param {string[]} path below the example's `node_modules` */
function script(...path) {
  const file = join(folder, 'node_modules', ...path);
  if (!existsSync(file))
    throw new Error(`${file} is missing: remove examples/nest/node_modules and try again`);
  return file;
}
