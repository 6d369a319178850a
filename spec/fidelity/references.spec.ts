import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../function/run-program.js';

const main = fileURLToPath(new URL('fixtures/references/main.mjs', import.meta.url));

describe.each(['worker_threads', 'child_process'])('what functions refer to, %s', (runtime) => {
  it('is what they mean here, and the entry file runs once', async () => {
    const { stdout } = await runProgram([main, runtime]);
    expect(stdout.trim().split('\n')).toEqual([
      'main runs',
      'a module that imports the entry file [6]',
      'a function that uses it [6]',
      'an imported object [3]',
      'with a function that was put into it [[1000,1001]]',
      'data [5]',
      'what a module has awaited [4,7]',
    ]);
  });
});
