import { Pool, TaskTimeoutError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { rejection, upTo, within } from '../helpers.js';

/** Code that takes a global of a worker away, or puts another in its place. */
const REPLACED: readonly string[] = [
  'globalThis.process = undefined',
  'process.hrtime = undefined',
  'process.exit = () => undefined',
  'process.send = undefined',
  'globalThis.setImmediate = () => undefined',
  'globalThis.setTimeout = () => undefined',
  'globalThis.queueMicrotask = () => undefined',
  'globalThis.structuredClone = undefined',
  'globalThis.performance = { now: () => 0 }',
  'performance.now = () => 0',
  'globalThis.Promise = undefined',
  'Promise.prototype.then = () => undefined',
  'Promise.race = () => new Promise(() => undefined)',
  'Map.prototype.get = () => undefined',
  'Map.prototype.set = () => undefined',
  'Map.prototype.delete = () => false',
  'Set.prototype.add = () => undefined',
  'Set.prototype.has = () => false',
  'Map.prototype.get = Map.prototype.set = Map.prototype.has = () => { throw 1 }',
  'Set.prototype.add = Set.prototype.has = () => { throw 1 }',
  'WeakMap.prototype.get = () => undefined',
  'globalThis.Map = undefined',
  'globalThis.AbortController = undefined',
  'globalThis.MessagePort && (MessagePort.prototype.postMessage = () => undefined)',
  'globalThis.Atomics = undefined',
  'Atomics.store = () => undefined',
  'Object.keys = () => []',
  'Array.isArray = () => false',
  'Object.getPrototypeOf = () => null',
];

const runtimes = ['worker_threads', 'child_process'] as const;

describe.each(runtimes)('globals that are replaced in a worker, %s', (runtime) => {
  it.each(REPLACED)('%s: calls settle as ever', async (code) => {
    const pool = new Pool({ processes: 1, runtime });
    const replace = (source: string): number => {
      process.getBuiltinModule('node:vm').runInThisContext(source);
      return 1;
    };
    expect(await within(pool.apply(replace, [code]))).toBe(1);
    const slow = (x: number): unknown => {
      let sum = 0;
      for (let i = 0; i < 400_000; i++) sum += i % 7;
      return { x: x + 1, part: [sum > 0, { x }] };
    };
    const expected = upTo(40).map((x) => ({ x: x + 1, part: [true, { x }] }));
    expect(await within(pool.map(slow, upTo(40), 4))).toEqual(expected);
    expect(await within(pool.map(async (x: number) => x + 1, upTo(5)))).toEqual([1, 2, 3, 4, 5]);
    const fails = (x: number): number => {
      throw new RangeError(`no ${x}`);
    };
    expect(await rejection(pool.map(fails, [7]))).toBeInstanceOf(RangeError);
    const never = (): never => {
      for (;;);
    };
    expect(await rejection(pool.map(never, [1], { timeout: 200 }))).toBeInstanceOf(TaskTimeoutError);
    pool.close();
    await within(pool.join());
  });
});
