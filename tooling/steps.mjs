import { relative } from 'node:path';
import { angularExample } from './angular-example.mjs';
import { angularReadme } from './angular-readme.mjs';
import { browserApps } from './browser-apps.mjs';
import { browserSpecs } from './browser-specs.mjs';
import { build } from './build.mjs';
import { clusterSpecs } from './cluster-specs.mjs';
import { declarations } from './declarations.mjs';
import { nestExample } from './nest-example.mjs';
import { packedSpecsOnNode24 } from './node-24.mjs';
import { otelExample } from './otel-example.mjs';
import { pack } from './pack.mjs';
import { packedSpecs } from './packed-specs.mjs';
import { examples, root, tarball } from './places.mjs';
import { publicSpecs } from './public-specs.mjs';
import { runNode } from './run-node.mjs';
import { site } from './site.mjs';
import { snippets } from './snippets.mjs';
import { tracePage } from './trace-page.mjs';
import { types } from './types.mjs';

/** @typedef {{ ok: boolean, output: string, note?: string }} Result */
/** @typedef {{ name: string, needs?: string[], run: () => Result | Promise<Result> }} Step */

/**
 * What `npm test` does, in this order. `needs` names what runs before a step that is asked for alone.
 *
 * @type {Step[]}
 */
export const steps = [
  { name: 'build', run: () => build('.') },
  { name: 'examples', needs: ['build'], run: () => build(...examples()) },
  { name: 'format', run: () => tool('prettier/bin/prettier.cjs', '--check', '.') },
  {
    name: 'lint',
    needs: ['build', 'examples'],
    run: () => tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  },
  { name: 'types', needs: ['build'], run: types },
  {
    name: 'specs',
    needs: ['build', 'examples'],
    // Those that go through the public door run against the packed tarball below, on two versions of Node.
    run: () => runNode(['node_modules/vitest/vitest.mjs', 'run', ...excluded()], { seconds: 900 }),
  },
  { name: 'browser', needs: ['build'], run: browserSpecs },
  { name: 'cluster', needs: ['build', 'examples'], run: clusterSpecs },
  { name: 'trace-page', needs: ['build'], run: tracePage },
  { name: 'site', needs: ['build'], run: site },
  { name: 'readme', needs: ['build'], run: () => snippets('README.md') },
  { name: 'docs', needs: ['build'], run: () => snippets('docs') },
  { name: 'doc-comments', needs: ['build'], run: () => snippets('src') },
  { name: 'declarations', needs: ['build'], run: declarations },
  { name: 'api', needs: ['build'], run: () => runNode(['tooling/api-report.mjs'], { seconds: 180 }) },
  {
    name: 'bundle-size',
    needs: ['build'],
    // Imported late: in a fresh clone, esbuild is not there when this file is read.
    run: async () => (await import('./bundle-size.mjs')).bundleSize(),
  },
  { name: 'pack', needs: ['build'], run: pack },
  { name: 'publint', needs: ['build', 'pack'], run: () => tool('publint/src/cli.js', tarball(), '--strict') },
  {
    name: 'attw',
    needs: ['build', 'pack'],
    run: () => tool('@arethetypeswrong/cli/dist/index.js', tarball(), '--profile', 'esm-only'),
  },
  { name: 'browser-apps', needs: ['build', 'pack'], run: browserApps },
  { name: 'angular-example', needs: ['build', 'pack'], run: angularExample },
  { name: 'angular-readme', needs: ['build', 'pack'], run: angularReadme },
  { name: 'nest-example', needs: ['build', 'pack'], run: nestExample },
  { name: 'otel-example', needs: ['build', 'pack'], run: otelExample },
  { name: 'packed', needs: ['build', 'pack'], run: () => packedSpecs() },
  { name: 'packed-node-24', needs: ['build', 'pack'], run: packedSpecsOnNode24 },
];

function excluded() {
  return publicSpecs().flatMap((spec) => ['--exclude', relative(root, spec)]);
}

/** @param {string[]} args the script, in `node_modules`, and its arguments */
function tool(...[script, ...args]) {
  return runNode([`node_modules/${script}`, ...args], { seconds: 180 });
}
