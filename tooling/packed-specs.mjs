import { execSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, tarball } from './places.mjs';
import { publicSpecs, reach } from './public-specs.mjs';
import { runNode } from './run-node.mjs';

/** What the specs need besides themselves. */
const COPIED = [
  'marbles',
  'tooling/marbles',
  'vitest.config.ts',
  'tsconfig.json',
  '.npmrc',
  'package-lock.json',
];

/**
 * Installs the packed tarball in an empty folder outside the repository, and runs there, on the given Node, the specs
 * that use its public door only.
 *
 * @param {string} [node]
 */
export async function packedSpecs(node = process.execPath) {
  const folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-packed-'));
  // Some specs run a program as another user.
  chmodSync(folder, 0o755);
  try {
    const specs = publicSpecs();
    copySpecs(specs, folder);
    install(specs, folder);
    const required = await runNode(['-e', "require('rxjs-pool')"], { seconds: 60, cwd: folder, node });
    if (!required.ok) return required;
    return await runNode([join('node_modules', 'vitest', 'vitest.mjs'), 'run'], {
      seconds: 1260,
      cwd: folder,
      node,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string[]} specs @param {string} folder */
function copySpecs(specs, folder) {
  cpSync(join(root, 'spec'), join(folder, 'spec'), {
    recursive: true,
    filter: (file) => !file.endsWith('.spec.ts') || specs.includes(file),
  });
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true });
}

/** @param {string[]} specs @param {string} folder */
function install(specs, folder) {
  const { devDependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const texts = specs.flatMap((spec) => [...reach(spec)]).map((file) => readFileSync(file, 'utf8'));
  const used = Object.entries(devDependencies).filter(
    // What the specs import, and what the doors of the package do.
    ([name]) =>
      name === 'vitest' || name in peerDependencies || texts.some((text) => text.includes(`'${name}'`)),
  );
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { ...Object.fromEntries(used), 'rxjs-pool': `file:${tarball()}` },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  // The copied lock file keeps the versions of what these packages depend on.
  execSync('npm install --prefer-offline', { cwd: folder, stdio: 'pipe', timeout: 300_000 });
}
