import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runProgram } from './run-program.js';

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

async function printed(name: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await runProgram([program(name), ...args]);
  return stdout.trim().split('\n');
}

describe('the entry file of a program', () => {
  it.each(['worker_threads', 'child_process'])('never runs again in a worker, %s', async (runtime) => {
    expect(await printed('entry.mjs', runtime)).toEqual(['started', 'closure 15 8']);
  });
});

describe('a worker', () => {
  it('imports a module once and gets a big captured value once, however many chunks and functions', async () => {
    const [line = ''] = await printed('once-per-worker.mjs');
    expect(JSON.parse(line)).toEqual({
      imported: [1],
      sent: 1,
      megabytes: 50,
      // One copy that all chunks share, so that each call sees what the last one did to it.
      calls: Array.from({ length: 100 }, (_, at) => at + 1),
    });
  });
});

describe('explainFunction', () => {
  it('tells the way of a function and all that travels with it', async () => {
    const told = (await printed('explain.mjs')).map((line) => JSON.parse(line) as object);
    const library = new URL('corpus/fixtures/library.mjs', import.meta.url).href;
    const url = new URL('programs/explain.mjs', import.meta.url).href;
    expect(told).toEqual([
      { kind: 'source', name: 'source', way: 'source', captured: [] },
      { kind: 'task', name: 'named', way: 'task', url, path: 'named', captured: [] },
      {
        kind: 'reference',
        name: 'addSecret',
        way: 'reference',
        url: library,
        path: 'addSecret',
        captured: [],
      },
      {
        kind: 'method',
        name: 'double',
        way: 'reference',
        url: library,
        path: 'Calculator.double',
        captured: [],
      },
      {
        kind: 'closure',
        name: 'closure',
        way: 'closure',
        captured: [
          { name: 'factor', kind: 'data', bytes: expect.closeTo(5, -1), read: 'once' },
          { name: 'big', kind: 'data', bytes: expect.closeTo(1000, -2), read: 'at each call' },
          { name: 'shared', kind: 'shared memory', read: 'once' },
          { name: 'registered', kind: 'global', read: 'once' },
          { name: 'helper', kind: 'function', bytes: '((x) => x * factor)'.length, read: 'once' },
          { name: 'Local', kind: 'class', bytes: '(class Local {})'.length, read: 'once' },
          { name: 'mixed', kind: 'object', read: 'at each call' },
          { name: 'floor', kind: 'global', read: 'once' },
          { name: 'addSecret', kind: 'import', from: '../corpus/fixtures/library.mjs', read: 'once' },
          { name: 'createHash', kind: 'import', from: 'node:crypto', read: 'once' },
        ],
      },
      { kind: 'global', name: 'sqrt', way: 'closure', captured: [] },
      { kind: 'refused', name: 'refused', way: 'refused', captured: [], refused: ['weak'] },
    ]);
  });
});

describe('the file of a closure', () => {
  it('is read from the disk, and asked of the debugger only if it has changed since', async () => {
    const told = (await printed('files.mjs')).map((line) => JSON.parse(line) as object);
    expect(told).toEqual([
      { way: 'closure', from: ['node:path'], debugger: false },
      { way: 'closure', from: ['node:path/posix'], debugger: true },
    ]);
  });
});

describe('a program without node:inspector', () => {
  it('sends self-contained functions, and says of others why it cannot', async () => {
    const [line = ''] = await printed('refused-inspector.mjs');
    expect(JSON.parse(line)).toEqual({
      selfContained: 10,
      withGlobals: 7,
      way: 'source',
      isUnshippable: true,
      names: ['factor'],
      message:
        "Cannot send function 'anonymous' to a worker. 'factor', captured at its definition, cannot be read, as this program has no node:inspector: pass it as part of the item. Or name the function with task(import.meta.url, ...) in a module that workers can import",
    });
  });
});
