import { execSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, noChromium } from './chromium.mjs';
import { isStale } from './npm-ci.mjs';
import { npmInstall } from './npm-install.mjs';
import { root, tarball } from './places.mjs';
import { runNode } from './run-node.mjs';

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
  unpack();
  return join(folder, 'node_modules');
}

/** Its lock file cannot name a package that is packed anew each time. */
function unpack() {
  const place = join(folder, 'node_modules', 'rxjs-pool');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  execSync(`tar xzf "${tarball()}" --strip-components=1 -C "${place}"`, { stdio: 'pipe', timeout: 20_000 });
}
