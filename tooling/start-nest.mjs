/**
 * `npm run example:nest`: installs, builds and packs the package, then runs a script of the example `nest` with it.
 *
 * Without a script's name it starts the service. `npm run example:nest:load -- --minutes 2` runs the load test.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
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
  // Ctrl-C goes to both, and the service decides when it ends.
  process.on('SIGINT', () => undefined);
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: join(root, 'examples', 'nest'),
    stdio: 'inherit',
  });
  process.exitCode = status ?? 0;
} else {
  console.error(output);
  process.exitCode = 1;
}
