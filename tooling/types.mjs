import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { examples, root, tsc } from './places.mjs';
import { runNode } from './run-node.mjs';

/** Checks the types of what no build compiles: the specs, the tooling, and the specs of the examples. */
export async function types() {
  const folders = [
    '.',
    'spec/browser',
    'src/trace-page',
    'tooling',
    'bench',
    ...examples().map((example) => join(example, 'spec')),
  ];
  let ok = true;
  let output = '';
  for (const folder of folders.filter(hasProject)) {
    const checked = await runNode([tsc, '-p', folder, '--noEmit'], { seconds: 180 });
    ok &&= checked.ok;
    output += checked.output;
  }
  return { ok, output };
}

/** @param {string} folder */
function hasProject(folder) {
  return existsSync(join(root, folder, 'tsconfig.json'));
}
