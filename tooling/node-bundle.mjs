import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './places.mjs';

const dist = join(root, 'dist');

/** What Node loads, by the name that it gets in `dist/node/`: the doors of the package, and what runs in its workers. */
const ENTRIES = {
  angular: 'angular/index.js',
  browser: 'browser.js',
  bullmq: 'backends/bullmq/index.js',
  cli: 'cli/main.js',
  entry: 'backends/tinypool/entry.js',
  index: 'index.js',
  insight: 'insight/index.js',
  nestjs: 'nestjs/index.js',
  tasks: 'tasks.js',
  testing: 'testing/index.js',
};

/**
 * Makes a few files of the many that the compiler wrote: Node takes about a quarter of a millisecond for each, in the
 * program and in every worker. Browsers get them from a bundler of the application's.
 */
export async function nodeBundle() {
  await build({
    entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(dist, file)])),
    outdir: join(dist, 'node'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // It names what it has moved by paths from here.
    absWorkingDir: dist,
  });
}
