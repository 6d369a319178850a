import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeBinary } from '../../tooling/node-binary.mjs';
import { runCorpus } from './run-corpus.js';
import { runProgram } from './run-program.js';

describe.each([24, 26] as const)('on Node %i', (version) => {
  const node = nodeBinary(version);
  if (node === undefined) {
    console.log(`skipped: no Node ${version} binary for ${process.platform}-${process.arch}`);
  }

  it.skipIf(node === undefined).each(['worker_threads', 'child_process'])(
    'the corpus of functions travels as expected, %s',
    async (runtime) => {
      const { cases, differences } = await runCorpus(node as string, runtime);
      expect(differences).toEqual([]);
      expect(cases).toBeGreaterThanOrEqual(80);
    },
  );

  it.skipIf(node === undefined)('functions of TypeScript files travel by reference', async () => {
    const main = fileURLToPath(new URL('typescript/main.mjs', import.meta.url));
    const { stdout } = await runProgram([main], { node: node as string });
    expect(JSON.parse(stdout)).toEqual(['reference', 11, 22, 11, 'only strips types']);
  });
});
