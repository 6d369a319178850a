/**
 * `npm run example:nest`: installs, builds and packs the package, then starts the service of the example `nest` with it.
 *
 * With the name of a script, it runs that instead: `npm run example:nest:load -- --minutes 2`. Either runs in this very
 * process: signals, flags and the exit code are its own.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { buildNest } from './nest-example.mjs';
import { pack } from './pack.mjs';
import { root } from './places.mjs';

const [script = 'dist/main.js', ...args] = process.argv.slice(2);

ensureInstalled();
const built = await build('.');
if (built.ok) pack();
const { ok, output } = built.ok ? await buildNest() : built;
if (ok) {
  const file = join(root, 'examples', 'nest', script);
  process.argv.splice(1, Infinity, file, ...args);
  await import(pathToFileURL(file).href);
} else {
  console.error(output);
  process.exitCode = 1;
}
