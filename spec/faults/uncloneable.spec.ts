import { getTaskInfo, UncloneableError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { upTo } from '../helpers.js';
import { nearSettings, letters, outcomesOf, reasonOf, sharedWholePool } from './setup.js';

/** Code that makes a value which cannot be copied, and the part that is to blame. */
const VALUES: ReadonlyArray<readonly [code: string, path: string]> = [
  ['() => 1', ''],
  ['Symbol("s")', ''],
  ['new WeakMap()', ''],
  ['Promise.resolve(1)', ''],
  ['new Proxy({}, {})', ''],
  ['[1, , { f() {} }]', '[2].f'],
  ['({ rows: [{ ok: 1 }, { parse: () => 1 }] })', '.rows[1].parse'],
  ['new Map([["a", { b: [Symbol()] }]])', '.get("a").b[0]'],
  ['new Map([[() => 1, 2]])', '.keys()[0]'],
  ['new Map([[1, 2], [{ f() {} }, { a: 1 }]])', '.keys()[1].f'],
  ['({ all: new Set([1, [new WeakSet()]]) })', '.all.values()[1][0]'],
  ['({ get trap() { throw new Error("trap") } })', '.trap'],
  ['new (class { date = new Date(); run = () => 1 })()', '.run'],
  ['({ "a b": { "1": { then_: new Promise(() => {}) } } })', '["a b"]["1"].then_'],
  ['({ deep: [new Proxy({}, { ownKeys() { throw new Error("trap") } })] })', '.deep[0]'],
  ['(() => { const a = { list: [] }; a.self = a; a.list.push(a, () => a); return a })()', '.list[1]'],
  ['Array.from({ length: 500 }).reduce((inner) => ({ d: inner }), () => 1)', '.d'.repeat(500)],
  ['Array.from({ length: 10_000 }, (_, i) => (i === 9_999 ? { f() {} } : { i }))', '[9999].f'],
  // No part of this is to blame: it is too deep as a whole.
  ['Array.from({ length: 30_000 }).reduce((inner) => ({ d: inner }), 1)', ''],
];

const make = (code: string): unknown => process.getBuiltinModule('node:vm').runInThisContext(`(${code})`);

describe.each(nearSettings)('$name', (setting) => {
  const isThread = setting.backend.name === 'worker_threads';
  const pool = sharedWholePool(() => setting.create());

  it('an argument that cannot be copied costs its item, and the part is named', async () => {
    // Each between two that can be copied.
    const items = VALUES.flatMap(([code]) => [0, make(code)]);
    const outcomes = await outcomesOf(pool(), setting, (item) => typeof item, [...items, 0]);
    expect(letters(outcomes)).toBe(`${'fr'.repeat(VALUES.length)}f`);
    for (const [at, [, path]] of VALUES.entries()) {
      const reason = reasonOf(outcomes[2 * at + 1]);
      expect(reason).toBeInstanceOf(UncloneableError);
      expect(reason).toMatchObject({ index: 2 * at + 1, where: 'argument', path });
      expect(getTaskInfo(reason)).toMatchObject({ index: 2 * at + 1, attempt: 0 });
    }
  });

  it('a result that cannot be copied costs its item, and the part is named', async () => {
    const items = VALUES.flatMap(([code]) => ['0', code]);
    // A promise that is returned is awaited.
    const outcomes = await outcomesOf(pool(), setting, (code) => [make(code)], [...items, '0']);
    expect(letters(outcomes)).toBe(`${'fr'.repeat(VALUES.length)}f`);
    for (const [at, [, path]] of VALUES.entries()) {
      const reason = reasonOf(outcomes[2 * at + 1]);
      expect(reason).toBeInstanceOf(UncloneableError);
      // What is too deep as a whole is so with one level more.
      expect(reason).toMatchObject({
        index: 2 * at + 1,
        where: 'result',
        path: isWhole(at) ? '' : `[0]${path}`,
      });
    }
  });

  it('a thrown value that cannot be copied costs its item, and the part is named', async () => {
    const rethrow = (code: string): number => {
      throw { part: make(code) };
    };
    const outcomes = await outcomesOf(
      pool(),
      setting,
      rethrow,
      VALUES.map(([code]) => code),
    );
    for (const [at, [, path]] of VALUES.entries()) {
      const reason = reasonOf(outcomes[at]);
      expect(reason).toBeInstanceOf(UncloneableError);
      expect(reason).toMatchObject({ index: at, where: 'error', path: isWhole(at) ? '' : `.part${path}` });
    }
  });

  it('an error arrives without the properties that cannot be copied, and they are named', async () => {
    const rethrow = (code: string): number => {
      const cause = new Error('inner', { cause: { part: make(code) } });
      throw Object.assign(new RangeError('outer', { cause }), { code: 'E_OUTER', part: make(code) });
    };
    const outcomes = await outcomesOf(
      pool(),
      setting,
      rethrow,
      VALUES.map(([code]) => code),
    );
    for (const [at, [, path]] of VALUES.entries()) {
      const reason = reasonOf(outcomes[at]);
      expect(reason).toBeInstanceOf(RangeError);
      expect(reason).toMatchObject({ message: 'outer', code: 'E_OUTER', cause: { message: 'inner' } });
      expect(reason).not.toHaveProperty('part');
      expect(getTaskInfo(reason)?.omitted).toEqual([`.part${path}`]);
      expect((reason as { cause: Error }).cause.cause).toBeInstanceOf(UncloneableError);
    }
  });

  it.runIf(!isThread)(
    'what only threads share or copy is refused by processes, and not emptied',
    async () => {
      const handles = [
        'new SharedArrayBuffer(4)',
        'new MessageChannel().port1',
        'process.getBuiltinModule("node:crypto").createSecretKey(Buffer.from("key"))',
      ];
      const items = [...handles.map((code) => ({ deep: make(code) })), { deep: 1 }];
      const arguments_ = await outcomesOf(pool(), setting, (item) => typeof item, items);
      expect(letters(arguments_)).toBe('rrrf');
      expect(reasonOf(arguments_[1])).toMatchObject({ where: 'argument', path: '.deep' });
      for (const { deep } of items) if (deep instanceof MessagePort) deep.close();
      const results = await outcomesOf(pool(), setting, (code) => ({ deep: make(code) }), [...handles, '1']);
      expect(letters(results)).toBe('rrrf');
      expect(reasonOf(results[1])).toMatchObject({ where: 'result', path: '.deep' });
    },
  );

  it('what cannot be copied is no reason for another attempt only if it is an argument', async () => {
    const { retried } = pool().stats;
    await outcomesOf(pool(), setting, (item) => typeof item, [() => 1], { retries: 3 });
    expect(pool().stats.retried - retried).toBe(0);
    await outcomesOf(pool(), setting, () => () => 1, upTo(1), { retries: 3 });
    expect(pool().stats.retried - retried).toBe(3);
  });
});

function isWhole(at: number): boolean {
  return at === VALUES.length - 1;
}
