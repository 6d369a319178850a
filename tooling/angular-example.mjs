import { join } from 'node:path';
import { chromium, noChromium } from './chromium.mjs';
import { isStale } from './npm-ci.mjs';
import { npmInstall } from './npm-install.mjs';
import { root } from './places.mjs';
import { runNode } from './run-node.mjs';
import { unpackTarball } from './unpack-tarball.mjs';

const folder = join(root, 'examples', 'angular');

/** Builds the Angular example with the packed tarball, as for production, and uses it in Chromium. */
export async function angularExample() {
  const modules = prepareAngular();
  if (modules === undefined) return { ok: true, output: '', note: noChromium };
  const ng = join(modules, '@angular', 'cli', 'bin', 'ng.js');
  const built = await runNode([ng, 'build'], { seconds: 360, cwd: folder });
  if (!built.ok || built.output.includes('WARNING')) return { ...built, ok: false };
  return runNode(['tooling/angular-example/run.mjs'], { seconds: 360 });
}

/** Installs Angular and the packed tarball, and says where they are; undefined where there is no Chromium. */
export function prepareAngular() {
  const executable = chromium();
  if (executable === undefined) return undefined;
  process.env.CHROMIUM = executable;
  if (isStale(folder)) npmInstall(folder);
  unpackTarball(folder);
  return join(folder, 'node_modules');
}
