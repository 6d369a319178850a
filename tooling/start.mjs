/**
 * `npm start`: installs and builds, then runs the example `flights` with the given flags.
 *
 * The example runs in this very process: signals, flags and the exit code are its own.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { root } from './places.mjs';

const example = join('examples', 'flights');

ensureInstalled();
const { ok, output } = await build('.', example);
if (ok) {
  const main = join(root, example, 'dist', 'main.js');
  process.argv[1] = main;
  await import(pathToFileURL(main).href);
} else {
  console.error(output);
  process.exitCode = 1;
}
