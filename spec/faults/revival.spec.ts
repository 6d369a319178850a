import type { Pool } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { upTo } from '../helpers.js';
import { nearSettings, letters, outcomesOf, reasonOf, sharedWholePool, warnings } from './setup.js';

/** Classes of a program that do something else than errors usually do. */
const hostile = [
  class Trapped extends Error {
    override get name(): string {
      throw new Error('trap');
    }
  },
  Object.defineProperty(class Nameless extends Error {}, 'name', {
    get() {
      throw new Error('trap');
    },
  }),
] as unknown as ErrorConstructor[];

// A module, which Node can copy between threads only.
const WASM = '(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))';

describe.each(nearSettings)('$name', (setting) => {
  const isThread = setting.backend.name === 'worker_threads';
  const pool: () => Pool = sharedWholePool(() => setting.create({ errorClasses: hostile }));
  warnings();

  it('an error whose class cannot be given back still arrives', async () => {
    const fail = (name: string): number => {
      const named = { [name]: class extends Error {} }[name] as ErrorConstructor;
      throw Object.assign(new TypeError('outer', { cause: new named('inner') }), { code: 7 });
    };
    const outcomes = await outcomesOf(pool(), setting, fail, ['Trapped', 'Nameless', 'Other']);
    for (const outcome of outcomes) {
      expect(reasonOf(outcome)).toMatchObject({ message: 'outer', code: 7, cause: { message: 'inner' } });
      expect(reasonOf(outcome)).toBeInstanceOf(Error);
    }
  });

  it('properties that other objects have by nature make nothing but properties', async () => {
    const fail = (): number => {
      const error = new Error('odd');
      for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        Object.defineProperty(error, key, { value: { polluted: 1 }, enumerable: true });
      }
      throw error;
    };
    const [outcome] = await outcomesOf(pool(), setting, fail, [1]);
    const reason = reasonOf(outcome) as Error;
    expect(Object.getPrototypeOf(reason)).toBe(Error.prototype);
    expect(Object.getOwnPropertyDescriptor(reason, '__proto__')?.value).toEqual({ polluted: 1 });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('a captured class that cannot be made in the worker fails its items with the error', async () => {
    const message = 'not here';
    const key = (): 'limit' => {
      const isHere = process.getBuiltinModule('node:worker_threads').isMainThread && !process.env['WORKER'];
      if (!isHere) throw new RangeError(message);
      return 'limit';
    };
    class Checked {
      [key()](): number {
        return 3;
      }
    }
    const fn = (x: number) => x + (new Checked() as unknown as { limit(): number })[key()]();
    process.env['WORKER'] = 'yes';
    const outcomes = await outcomesOf(pool(), setting, fn, upTo(5));
    delete process.env['WORKER'];
    expect(isThread ? letters(outcomes) : 'rrrrr').toBe('rrrrr');
    if (isThread) expect(reasonOf(outcomes[0])).toMatchObject({ name: 'RangeError', message });
  });

  it('an argument that another process could not read is refused, and costs no worker', async () => {
    const module = process.getBuiltinModule('node:vm').runInThisContext(WASM) as unknown;
    const items = [0, module, 2, 3];
    const outcomes = await outcomesOf(pool(), setting, (item) => typeof item, items);
    expect(letters(outcomes)).toBe(isThread ? 'ffff' : 'frff');
    if (!isThread) expect(reasonOf(outcomes[1])).toMatchObject({ index: 1, where: 'argument' });
  });

  it('so is a result that this process could not read', async () => {
    const make = (code: string) => process.getBuiltinModule('node:vm').runInThisContext(code) as unknown;
    const outcomes = await outcomesOf(pool(), setting, make, ['0', WASM, '2', '3']);
    expect(letters(outcomes)).toBe(isThread ? 'ffff' : 'frff');
    if (!isThread) expect(reasonOf(outcomes[1])).toMatchObject({ index: 1, where: 'result' });
  });
});
