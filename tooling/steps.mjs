import { relative } from 'node:path';
import { build } from './build.mjs';
import { declarations } from './declarations.mjs';
import { packedSpecsOnNode24 } from './node-24.mjs';
import { pack } from './pack.mjs';
import { packedSpecs } from './packed-specs.mjs';
import { examples, root, tarball } from './places.mjs';
import { publicSpecs } from './public-specs.mjs';
import { runNode } from './run-node.mjs';
import { snippets } from './snippets.mjs';
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
  { name: 'lint', needs: ['build'], run: () => tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings') },
  { name: 'types', needs: ['build'], run: types },
  {
    name: 'specs',
    needs: ['build', 'examples'],
    // Those that go through the public door run against the packed tarball below, on two versions of Node.
    run: () => runNode(['node_modules/vitest/vitest.mjs', 'run', ...excluded()], { seconds: 180 }),
  },
  { name: 'readme', needs: ['build'], run: () => snippets('README.md') },
  { name: 'doc-comments', needs: ['build'], run: () => snippets('src') },
  { name: 'declarations', needs: ['build'], run: declarations },
  { name: 'api', needs: ['build'], run: () => runNode(['tooling/api-report.mjs'], { seconds: 60 }) },
  { name: 'pack', needs: ['build'], run: pack },
  { name: 'publint', needs: ['build', 'pack'], run: () => tool('publint/src/cli.js', tarball(), '--strict') },
  {
    name: 'attw',
    needs: ['build', 'pack'],
    run: () => tool('@arethetypeswrong/cli/dist/index.js', tarball(), '--profile', 'esm-only'),
  },
  { name: 'packed', needs: ['build', 'pack'], run: () => packedSpecs() },
  { name: 'packed-node-24', needs: ['build', 'pack'], run: packedSpecsOnNode24 },
];

function excluded() {
  return publicSpecs().flatMap((spec) => ['--exclude', relative(root, spec)]);
}

/** @param {string[]} args the script, in `node_modules`, and its arguments */
function tool(...[script, ...args]) {
  return runNode([`node_modules/${script}`, ...args], { seconds: 60 });
}
