import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'rxjs-pool';
import { afterEach, describe, expect, it } from 'vitest';
import { rejection, within } from '../helpers.js';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** What makes code of text. */
const EVALUATES =
  /\beval\s*\(|\bnew Function\b|(?<!\.)\bFunction\s*\(|\bvm\b|\brunIn\w*Context\b|setTimeout\s*\(\s*['"`]/;

/** The rooms of the side that sends functions and gets results. */
const NEAR = [
  'operators',
  'pool',
  'job',
  'executor',
  'lane',
  'wire',
  'backends/inline',
  'errors.ts',
  'index.ts',
];

function code(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}

function filesOf(room: string): string[] {
  const path = join(src, room);
  if (room.endsWith('.ts')) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(path, file));
}

/** All files that a file imports, also those that it imports late. */
function reach(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const [, path = ''] of code(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
    const next = resolve(dirname(file), path.replace(/\.js$/, '.ts'));
    if (existsSync(next)) reach(next, reached);
  }
  return reached;
}

describe('the side that gets results', () => {
  it('has no code that makes code of text', () => {
    const files = NEAR.flatMap(filesOf);
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => EVALUATES.test(code(file))).map((file) => relative(src, file))).toEqual([]);
  });

  it('does not even load the code that workers make functions with', () => {
    const reached = [...reach(join(src, 'index.ts'))].map((file) => relative(src, file));
    expect(reached).toContain(join('function', 'capture.ts'));
    expect(reached.filter((file) => file.includes('load-'))).toEqual([]);
    const evaluating = reached.filter((file) => EVALUATES.test(code(join(src, file))));
    expect(evaluating).toEqual([]);
  });
});

describe.each(['worker_threads', 'child_process'] as const)('what a worker sends, %s', (runtime) => {
  const pools: Pool[] = [];
  const create = (): Pool => {
    const pool = new Pool({ processes: 1, runtime });
    pools.push(pool);
    return pool;
  };
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.terminate()));
    Reflect.deleteProperty(globalThis, 'pwned');
  });

  it('stays data when it looks like code, like a shipment or like a message', async () => {
    const hostile = (): unknown => [
      '(() => { globalThis.pwned = true })()',
      { way: 'source', code: '(() => { globalThis.pwned = true })()', name: 'f', id: 1, isStrict: true },
      { type: 'code', code: '(globalThis.pwned = true)', free: [], own: [], isClass: false },
      { type: 'define', shipment: { way: 'source', code: '(globalThis.pwned = true)' } },
      { toJSON: 'globalThis.pwned = true', then: 'globalThis.pwned = true' },
      JSON.parse('{ "__proto__": { "pwned": true }, "constructor": { "prototype": { "pwned": true } } }'),
    ];
    const result = await within(create().apply(hostile));
    expect(result).toEqual(hostile());
    expect(Reflect.get(globalThis, 'pwned')).toBeUndefined();
    expect(Reflect.get({}, 'pwned')).toBeUndefined();
  });

  it('stays an error when it looks like one that is made of code', async () => {
    const hostile = (): never => {
      const text = '(globalThis.pwned = true)';
      const class_ = { [text]: class extends Error {} }[text] as ErrorConstructor;
      const error = new class_(text, { cause: { code: text } });
      Object.defineProperty(error, '__proto__', { value: { pwned: true }, enumerable: true });
      Object.assign(error, { name: text, stack: text, [text]: text });
      throw error;
    };
    const error = await rejection(create().apply(hostile));
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toBe('(globalThis.pwned = true)');
    expect(Reflect.get(globalThis, 'pwned')).toBeUndefined();
    expect(Reflect.get(Error.prototype, 'pwned')).toBeUndefined();
    expect(Reflect.get({}, 'pwned')).toBeUndefined();
  });
});
