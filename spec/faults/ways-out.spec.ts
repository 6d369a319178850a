import {
  poolConcatMap,
  getTaskInfo,
  inlineExecutor,
  Pool,
  poolFrom,
  poolImap,
  poolMap,
  poolStarmap,
  type PoolOptions,
} from 'rxjs-pool';
import { from, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sharedPool } from '../conformance.js';
import { collect, rejection, upTo, within } from '../helpers.js';

/** Runs `work`, and returns what it throws as text. */
function thrownBy(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error('Nothing was thrown');
}

/** Wrong use, as JavaScript allows it. */
const any = (value: unknown): never => value as never;

class Thing {
  constructor(readonly x: number) {}
}

function* twice(x: number): Generator<number> {
  yield x;
  yield x;
}

describe.each(['worker_threads', 'child_process'] as const)('an error says the way out, %s', (runtime) => {
  const shared = sharedPool(() => new Pool({ processes: 1, runtime }));
  const isThread = runtime === 'worker_threads';

  it('of a class and of a generator function', async () => {
    const pool = shared();
    expect(thrownBy(() => void pool.map(any(Thing), [1]))).toBe(
      'TypeError: Cannot map: fn must return its result: received class Thing; pass (...args) => new Thing(...args)',
    );
    expect(await within(pool.map((item: number) => new Thing(item).x, [1]))).toEqual([1]);
    expect(thrownBy(() => poolStarmap(any(twice)))).toBe(
      'TypeError: Cannot create poolStarmap: fn must return its result: received generator function twice; take poolConcatMap',
    );
    expect(await within(lastValueFrom(from([1]).pipe(poolConcatMap(twice, { pool }), toArray())))).toEqual([
      1, 1,
    ]);
  });

  it('of a function that returns an Observable or an iterator', async () => {
    const pool = shared();
    const observable = (x: number) => ({ subscribe: () => x, pipe: () => x });
    expect(String(await rejection(pool.map(observable, [1])))).toContain(
      'take poolConcatMap, or send a promise of its values: lastValueFrom(source.pipe(toArray()))',
    );
    const settled = async (x: number) => lastValueFrom(from([x, x]).pipe(toArray()));
    expect(await within(pool.map(settled, [1]))).toEqual([[1, 1]]);
    const iterator = (x: number) => [x].values();
    expect(String(await rejection(pool.map(iterator, [1])))).toContain(
      'take poolConcatMap, or send its values as an array: [...values]',
    );
    expect(await within(pool.map((x: number) => [...[x].values()], [1]))).toEqual([[1]]);
    const asyncIterator = (x: number) =>
      (async function* () {
        yield x;
      })();
    expect(String(await rejection(pool.map(asyncIterator, [1])))).toContain('as an array, each awaited');
  });

  it('of an item of a starmap that is no array', async () => {
    const pool = shared();
    const add = (a: number, b: number) => a + b;
    const outcomes = await within(
      pool.starmap(add, any([[1, 2], 3, { a: 1 }]), { settle: true, chunksize: 3 }),
    );
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      3,
      'TypeError: Cannot call the function with item 1: starmap takes arrays of arguments, such as [1, 2]: received 3; for one argument there is map',
      'TypeError: Cannot call the function with item 2: starmap takes arrays of arguments, such as [1, 2]: received an object with a; for one argument there is map',
    ]);
  });

  it('of a thrown object with a member that cannot be copied: the others arrive', async () => {
    const fail = () => {
      // oxlint-disable-next-line typescript/only-throw-error
      throw { code: 7, at: new Date(3), nested: { f: () => 1 }, g: () => 2 };
    };
    const thrown = await rejection(shared().apply(fail));
    expect(thrown).toEqual({ code: 7, at: new Date(3) });
    expect(getTaskInfo(thrown)?.omitted).toEqual(['.nested.f', '.g']);
    const nothing = () => {
      // oxlint-disable-next-line typescript/only-throw-error
      throw { g: () => 2 };
    };
    const error = (await rejection(shared().apply(nothing))) as Error;
    expect(String(error.cause)).toBe('Error: an object with g');
  });

  it.runIf(isThread)('of a transfer that returns something else', async () => {
    const options = { pool: shared(), settle: true } as const;
    const item = new Uint8Array([1, 2]);
    const send = async (transfer: unknown) => {
      const source = of(item).pipe(
        poolImap((bytes: Uint8Array) => bytes.length, { ...options, transfer: any(transfer) }),
      );
      const [outcome] = await collect(source);
      return outcome?.status === 'rejected' ? String(outcome.reason) : outcome?.value;
    };
    const rule =
      'TypeError: Cannot send the item: transfer must return an array of what moves, such as [item.buffer]';
    expect(await send(() => 'all')).toBe(`${rule}: received all`);
    expect(await send(() => [5])).toBe(`${rule}: received 5`);
    expect(await send((bytes: Uint8Array) => bytes.buffer)).toBe(`${rule}: received [object ArrayBuffer]`);
    expect(await send((bytes: Uint8Array) => [bytes])).toBe(
      `${rule}: received 1,2; of a view, return its buffer`,
    );
    expect(await send((bytes: Uint8Array) => [bytes.buffer])).toBe(2);
  });

  it('of `this` in an arrow function', async () => {
    const pool = shared();
    class Till {
      readonly rate = 3;
      wrong(prices: number[]) {
        return pool.map((price: number) => price * this.rate, prices);
      }
      right(prices: number[]) {
        const { rate } = this;
        return pool.map((price: number) => price * rate, prices);
      }
    }
    expect(String(await rejection(new Till().wrong([1])))).toContain(
      'read what it needs of `this` into a constant outside of it, const { rate } = this; for a method, pass (item) => object.method(item)',
    );
    expect(await within(new Till().right([1, 2]))).toEqual([3, 6]);
    const till = {
      rate: 2,
      price(x: number) {
        return x * this.rate;
      },
    };
    expect(await within(pool.map((item: number) => till.price(item), upTo(3)))).toEqual([0, 2, 4]);
  });
});

describe('an error says the way out', () => {
  const pool = sharedPool(() => new Pool(1));

  it.each<[PoolOptions, string]>([
    [
      any({ concurrency: 4 }),
      "TypeError: Cannot create a Pool: there is no option 'concurrency': say processes;",
    ],
    [any({ threads: 4 }), "TypeError: Cannot create a Pool: there is no option 'threads': say processes;"],
    [any({ maxTasksPerChild: 4 }), "there is no option 'maxTasksPerChild': say maxtasksperchild;"],
    [
      any({ resourceLimits: { maxHeap: 5 } }),
      'TypeError: Cannot create a Pool: resourceLimits must have known members: received maxHeap; there are maxOldGenerationSizeMb,',
    ],
    [
      any({ resourceLimits: { stackSizeMb: 'a' } }),
      'TypeError: Cannot create a Pool: resourceLimits.stackSizeMb must be a number greater than 0: received "a"',
    ],
    [
      { resourceLimits: { stackSizeMb: -1 } },
      'RangeError: Cannot create a Pool: resourceLimits.stackSizeMb must be a number greater than 0: received -1',
    ],
    [
      { runtime: 'child_process', resourceLimits: { maxOldGenerationSizeMb: 64 } },
      "TypeError: Cannot create a Pool: resourceLimits must go with worker threads: received runtime 'child_process'; limit processes by execArgv: ['--max-old-space-size=64']",
    ],
    [
      { executor: inlineExecutor(), processes: 2 },
      'TypeError: Cannot create a Pool: executor goes without other options: received processes too',
    ],
  ])('of a wrong option: %s', (options, message) => {
    expect(thrownBy(() => new Pool(options))).toContain(message);
  });

  it('of options that are undefined: they are not there', async () => {
    const inline = new Pool({ executor: inlineExecutor(), ...(any({ processes: undefined }) as object) });
    expect(await inline.map((x: number) => x, [1])).toEqual([1]);
    const limited = new Pool({
      runtime: 'child_process',
      processes: 1,
      execArgv: ['--max-old-space-size=64'],
    });
    expect(await within(limited.apply(() => process.execArgv))).toEqual(['--max-old-space-size=64']);
    await limited.terminate();
  });

  it('of an Observable in the place of items', async () => {
    expect(thrownBy(() => poolFrom(any(of(1))))).toContain(
      'received an Observable; use source.pipe(poolImap(fn))',
    );
    expect(thrownBy(() => void pool().map((x: number) => x, any(of(1))))).toContain('received an Observable');
    expect(await collect(of(1).pipe(poolMap((x: number) => x, { pool: pool() })))).toEqual([[1]]);
  });

  it('of a pool that is none, or one of another copy of the package', () => {
    expect(thrownBy(() => poolImap((x: number) => x, { timeout: 5, pool: any({}) }))).toBe(
      'TypeError: Cannot create poolImap: pool must be a Pool of this copy of rxjs-pool (npm ls rxjs-pool): received an object',
    );
  });

  it('of a pool that has ended', async () => {
    const ended = new Pool(1);
    await ended.terminate();
    expect(String(await rejection(ended.apply(() => 1)))).toBe(
      'PoolClosedError: Pool not running: it was terminated; make a new Pool',
    );
  });
});
