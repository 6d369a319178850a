import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { explainFunction, Pool, UnshippableFunctionError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { rejection, within } from '../helpers.js';
import { sharedPool } from '../conformance.js';

const pool = sharedPool(() => new Pool(1));

class Account {
  balance = 1;
  isRich(): boolean {
    return this.balance > 9;
  }
}
const account = new Account();
const socket = new Socket();
const stream = new PassThrough();
const weak = new WeakMap<object, number>();
const bound = Math.max.bind(null, 1);
const record = { get five(): number { return 5; }, f: () => 1 }; // prettier-ignore
const settings = { accounts: [account] };
const inner = (x: object): boolean => weak.has(x);
const minified = 0;

async function message(fn: (...args: never[]) => unknown): Promise<string> {
  const error = await rejection(pool().apply(fn, []));
  expect(error).toBeInstanceOf(UnshippableFunctionError);
  return (error as Error).message;
}

describe('the error of a function that cannot travel', () => {
  it('names the variable, what it holds, where it was captured and what to do instead', async () => {
    const isRich = (): boolean => account.isRich();
    expect(await message(isRich)).toMatch(
      /^Cannot send function 'isRich' to a worker\. 'account', captured at file:.*refusals\.spec\.ts:\d+, is an instance of Account, and a copy would lose its prototype: make it inside the function or in the pool's initializer, name its class in the pool's option classes, or pass plain data\./,
    );
  });

  it.each([
    ['a socket', () => socket.destroyed, /'socket', captured at .*, is an instance of Socket, .*initializer/],
    [
      'a stream',
      () => stream.destroyed,
      /'stream', captured at .*, is an instance of PassThrough, .*initializer/,
    ],
    ['a WeakMap', () => weak, /'weak', captured at .*, is a WeakMap, which has no copies: make it inside/],
    [
      'a bound function',
      () => bound(1),
      /'bound', captured at .*, is a native or bound function.*: write out/,
    ],
    ['a getter', () => record.five, /'record', captured at .*, has a getter: read it into a constant first/],
    [
      'import.meta',
      () => import.meta.url,
      /'import\.meta', captured at .*: read what you need of it into a constant/,
    ],
  ])('tells what is wrong with %s', async (_what, fn, expected) => {
    expect(await message(fn)).toMatch(expected);
  });

  it('tells the way from the variable to what is in the way', async () => {
    expect(await message(() => settings.accounts)).toMatch(/'settings\.accounts\[0\]', captured at /);
  });

  it('tells which of the captured functions uses the variable', async () => {
    expect(await message((x: object) => inner(x))).toMatch(/'weak', captured by 'inner' at /);
  });

  it('tells all that is in the way, once', async () => {
    const error = await rejection(pool().apply(() => [socket, weak, socket, account]));
    expect((error as UnshippableFunctionError).names).toEqual(['socket', 'weak', 'account']);
  });

  it('is the same from explainFunction, and again when it is asked twice', async () => {
    const fn = (): unknown => weak;
    const first = await explainFunction(fn);
    const second = await explainFunction(fn);
    expect(first).toMatchObject({ way: 'refused', captured: [], refusal: { names: ['weak'] } });
    expect(second.refusal?.message).toBe(first.refusal?.message);
  });

  it('says that minified names are those of a tool', async () => {
    const line = `const a = new WeakMap(); const filler = '${'x'.repeat(2000)}'; return () => a.get(filler)`;
    // oxlint-disable-next-line typescript/no-implied-eval -- code as a minifier leaves it
    const make = new Function(line) as () => () => unknown;
    expect(await message(make())).toMatch(/'a', captured at .*, in minified code, is a WeakMap/);
  });

  it('explains names that tools made up', async () => {
    // oxlint-disable-next-line typescript/no-implied-eval -- code as the compiler leaves it for old targets
    const make = new Function(
      'const __awaiter = new WeakMap(); return () => __awaiter',
    ) as () => () => unknown;
    expect(await message(make())).toMatch(
      /'__awaiter' \(a helper of the TypeScript compiler: raise its target\)/,
    );
  });
});

describe('a name that is missing when the function runs', () => {
  it('is explained by the error, which says that it was not taken along', async () => {
    const fn = (x: number): unknown => {
      // oxlint-disable-next-line typescript/no-implied-eval -- text that nobody can look into before it runs
      return (new Function('x', 'return x + minified') as (x: number) => unknown)(x);
    };
    expect(minified).toBe(0);
    const error = await rejection(pool().apply(fn, [1]));
    expect(error).toBeInstanceOf(ReferenceError);
    expect((error as Error).message).toMatch(
      /^minified is not defined in this worker: .*'minified' is named only in text/,
    );
    expect((error as Error).stack).toContain("'minified' is named only in text");
  });

  it('is explained in an async function too', async () => {
    // oxlint-disable-next-line no-eval -- text that nobody can look into before it runs
    const fn = async (): Promise<unknown> => (await Promise.resolve(null)) ?? (0, eval)('later');
    const error = await rejection(pool().apply(fn));
    expect((error as Error).message).toMatch(/^later is not defined in this worker/);
  });
});

describe('captured values', () => {
  it('are those of the moment of each call', async () => {
    let factor = 2;
    const fn = (x: number): number => x * factor;
    expect(await within(pool().apply(fn, [5]))).toBe(10);
    factor = 3;
    expect(await within(pool().apply(fn, [5]))).toBe(15);
    const later = pool().apply(fn, [5]);
    factor = 4;
    expect(await within(later)).toBe(15);
  });

  it('are copies, which the function may change for itself', async () => {
    const list = [1];
    const push = (x: number): number => list.push(x);
    expect(await within(pool().apply(push, [5]))).toBe(2);
    expect(list).toEqual([1]);
  });
});
