import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isStale, npmCi } from './npm-ci.mjs';
import { examples, root, tsc } from './places.mjs';
import { runNode } from './run-node.mjs';

// Compilers that users may have: the oldest that knows `NoInfer`, which our types need, and that of Angular 21. They are
// installed apart, as each brings a `tsc`.
const COMPILERS = join(root, 'tooling', 'compilers');
const OLDER = ['typescript-5.4', 'typescript-5.9'];
const STRICT = '--strict --noUncheckedIndexedAccess --exactOptionalPropertyTypes --skipLibCheck --types node';
const AS_IN_BROWSERS = '--noEmit --target es2022 --lib es2023,esnext.disposable,dom --module nodenext';
const PROMISES = [...STRICT.split(' '), ...AS_IN_BROWSERS.split(' '), 'spec/semantics/types.spec.ts'];

/**
 * Checks the types of what no build compiles: the specs, the tooling, and the specs of the examples. What our types promise is
 * checked by older compilers, too.
 */
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
  if (isStale(COMPILERS)) npmCi(COMPILERS);
  for (const compiler of OLDER) {
    const script = join(COMPILERS, 'node_modules', compiler, 'lib', 'tsc.js');
    const checked = await runNode([script, ...PROMISES], { seconds: 180 });
    ok &&= checked.ok;
    output += checked.output && `${compiler}:\n${checked.output}`;
  }
  return { ok, output };
}

/** @param {string} folder */
function hasProject(folder) {
  return existsSync(join(root, folder, 'tsconfig.json'));
}
