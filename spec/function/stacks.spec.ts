import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runProgram } from './run-program.js';

const program = (name: string): string => fileURLToPath(new URL(`stacks/${name}`, import.meta.url));

const PLAIN = `Error: no 1
    at inner (HERE:8:11)
    at selfContained (HERE:10:10)
TypeError: late 1
    at late (HERE:14:9)
Error: before
    at late (HERE:14:45)
RangeError: low
    at closure (HERE:17:24)
EvalError: 1
    at declared (HERE:20:9)
SyntaxError: Expected property name or '}' in JSON at position 1
    at JSON.parse (<anonymous>)
    at HERE:24:75
`;

const TYPED = `Error: no 1
    at HERE:14:11
    at selfContained (HERE:16:10)
RangeError: low
    at closure (HERE:20:28)
`;

describe.each(['worker_threads', 'child_process'])('the stack of an error, %s', (runtime) => {
  it('names the lines of the program, and none of the package', async () => {
    const { stdout } = await runProgram([program('plain.mjs'), runtime]);
    // Later versions of Node say more of the same error.
    expect(stdout.replaceAll(' (line 1 column 2)', '')).toBe(PLAIN);
  });

  it('names those of TypeScript that a loader has made JavaScript of', async () => {
    const { stdout } = await runProgram(['--import', 'tsx', program('typed.mts'), runtime]);
    expect(stdout).toBe(TYPED);
  });
});
