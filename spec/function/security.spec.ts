import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'rxjs-pool';
import { afterEach, describe, expect, it } from 'vitest';
import { backends, sharedPool, workerBackends } from '../conformance.js';
import { rejection, upTo, within } from '../helpers.js';

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
  'workers',
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

/** All files that a file imports, also those that it imports late, on Node and in browsers. */
function reach(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const [, path = ''] of code(file).matchAll(/(?:from|import\()\s*'([.#][^']+)'/g)) {
    for (const choice of choices(path)) {
      const next = resolve(dirname(file), choice.replace(/\.js$/, '.ts'));
      if (existsSync(next)) reach(next, reached);
    }
  }
  return reached;
}

/** The paths that a specifier may stand for, by `imports` in `package.json`. */
function choices(specifier: string): string[] {
  if (specifier === '#parsers')
    return ['parsers', 'parsers-by-import'].map((name) => join(src, 'function', `${name}.js`));
  if (!specifier.startsWith('#')) return [specifier];
  return ['tinypool', 'web'].map((name) => join(src, specifier.replace('#backend', `backends/${name}`)));
}

describe('the side that gets results', () => {
  it('has no code that makes code of text', () => {
    const files = NEAR.flatMap(filesOf);
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => EVALUATES.test(code(file))).map((file) => relative(src, file))).toEqual([]);
  });

  it.each([
    ['index.ts', ['capture.ts', 'by-text.ts']],
    ['backends/bullmq/index.ts', ['capture.ts']],
  ])('does not even load the code that workers make functions with, %s', (door, ways) => {
    const reached = [...reach(join(src, door))].map((file) => relative(src, file));
    for (const way of ways) expect(reached).toContain(join('function', way));
    expect(reached.filter((file) => /(?:^|[/\\])load-/.test(file))).toEqual([]);
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

describe.each(backends)('a key named __proto__, $name', (backend) => {
  const shared = sharedPool(() => backend.create({ processes: 1 }));

  /** An object that sets the prototype of whatever it is copied to by assignment. */
  const hostile = (): object => JSON.parse('{ "__proto__": { "pwned": true }, "n": 1 }') as object;
  const isHarmless = (value: unknown): boolean =>
    Object.hasOwn(value as object, '__proto__') && !('pwned' in (value as object)) && !('pwned' in {});

  it('is a property like others in results, at any depth', async () => {
    const give = () => {
      const one = () => JSON.parse('{ "__proto__": { "pwned": true }, "n": 1 }') as object;
      return [one(), { deep: [one()] }, new Map([['key', one()]]), [new Set([one()])]] as const;
    };
    const [plain, nested, map, sets] = await within(shared().apply(give));
    for (const value of [plain, nested.deep[0], map.get('key'), [...sets[0]][0]]) {
      expect(isHarmless(value)).toBe(true);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });

  it('is one in many rows, also of results that go together', async () => {
    const rows = await within(
      shared().map(
        (n: number) =>
          JSON.parse(`{ "n": ${n}, "__proto__": ${n % 2 ? 'null' : '{ "pwned": true }'} }`) as object,
        upTo(1000),
        500,
      ),
    );
    expect(rows).toHaveLength(1000);
    expect(rows.filter((row) => !isHarmless(row))).toEqual([]);
    expect(rows.filter((row) => Object.getPrototypeOf(row) !== Object.prototype)).toEqual([]);
  });

  it('is one in items, in arguments and in what `settle` tells', async () => {
    const look = (value: object) => {
      const isOwn = Object.hasOwn(value, '__proto__');
      return `${isOwn} ${'pwned' in value} ${'pwned' in {}} ${Object.getPrototypeOf(value) === Object.prototype}`;
    };
    const pool = shared();
    const expected = 'true false false true';
    const rows = Array.from({ length: 600 }, hostile);
    expect(new Set(await within(pool.map(look, rows, 300)))).toEqual(new Set([expected]));
    expect(await within(pool.apply(look, [hostile()]))).toBe(expected);
    const identity = (value: object) => value;
    const [outcome] = await within(pool.map(identity, [hostile()], { settle: true }));
    expect(isHarmless((outcome as { value: object }).value)).toBe(true);
  });

  it('is one in errors, in their causes and in what is thrown instead of one', async () => {
    const pool = shared();
    const fail = () => {
      const one = () =>
        JSON.parse(
          '{ "__proto__": { "pwned": true }, "constructor": { "prototype": { "pwned": true } } }',
        ) as object;
      const tainted = (error: Error): Error => {
        for (const [key, value] of Object.entries(one())) {
          Object.defineProperty(error, key, { value, enumerable: true });
        }
        return error;
      };
      const inner = tainted(new TypeError('inner'));
      throw tainted(new AggregateError([inner, one()], 'outer', { cause: inner }));
    };
    const error = (await rejection(pool.apply(fail))) as AggregateError;
    const inner = error.cause as Error;
    expect(error).toBeInstanceOf(AggregateError);
    expect(inner).toBeInstanceOf(TypeError);
    expect(Object.getPrototypeOf(error)).toBe(AggregateError.prototype);
    expect(Object.getPrototypeOf(inner)).toBe(TypeError.prototype);
    for (const value of [error, inner, error.errors[0], error.errors[1]])
      expect(isHarmless(value)).toBe(true);
    expect('pwned' in new Error('clean')).toBe(false);

    const throwPlain = () => {
      throw JSON.parse('{ "__proto__": { "pwned": true } }');
    };
    expect(isHarmless(await rejection(pool.apply(throwPlain)))).toBe(true);
  });

  it('is one in captured values, also in those that are put together again', async () => {
    const data = hostile();
    const mixed = { help: () => 1 };
    Object.defineProperty(mixed, '__proto__', { value: { pwned: true }, enumerable: true });
    const look = () =>
      [data, mixed].map(
        (value) =>
          `${Object.hasOwn(value, '__proto__')} ${'pwned' in value} ${'pwned' in {}} ${Object.getPrototypeOf(value) === Object.prototype}`,
      );
    expect(await within(shared().apply(look))).toEqual(['true false false true', 'true false false true']);
  });
});

describe.each(workerBackends)('initargs with a key named __proto__, $name', (backend) => {
  it('change no prototype', async () => {
    const initializer = (value: object) => {
      Object.assign(globalThis, {
        seen: `${Object.hasOwn(value, '__proto__')} ${'pwned' in value} ${'pwned' in {}}`,
      });
    };
    await using pool = backend.create({
      processes: 1,
      initializer,
      initargs: [JSON.parse('{ "__proto__": { "pwned": true } }')],
    });
    expect(await within(pool.apply(() => Reflect.get(globalThis, 'seen') as string))).toBe(
      'true false false',
    );
  });
});
