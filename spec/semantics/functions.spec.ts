import { poolImap, task, UnshippableFunctionError } from 'rxjs-pool';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inline, sharedPool, workerBackends } from '../conformance.js';
import { about, byFactor, isElsewhere, note, whoRuns } from '../fixtures/tasks.js';
import { collect, drain, probes, rejection, upTo, within } from '../helpers.js';

const ITEMS = [1, 2, 3];

describe.each(workerBackends)('$name', (backend) => {
  const pool = sharedPool(() => backend.create({ processes: 2 }));
  const probe = probes();

  it('a task runs in a worker, with everything that its module has', async () => {
    expect(await within(pool().map(byFactor, ITEMS))).toEqual([10, 20, 30]);
    expect(await within(pool().apply(isElsewhere))).toBe(true);
    expect(await within(pool().apply(whoRuns))).not.toBe(whoRuns());
    const traces = probe();
    expect(await collect(from(traces.items(3)).pipe(poolImap(note, { pool: pool() })))).toEqual(upTo(3));
    expect(traces.lines().toSorted()).toEqual(['ran 0', 'ran 1', 'ran 2']);
  });

  it('a task is still a plain callable, with its name', async () => {
    expect(byFactor(4)).toBe(40);
    expect(byFactor.name).toBe('byFactor');
    expect(await about()).toMatchObject({ index: -1, attempt: 0, workerId: 0, aborted: false });
  });

  it('a task that its module does not export is found by its name', async () => {
    const hidden = task(new URL('../fixtures/tasks.js', import.meta.url), 'hidden', (x: number) => x - 1);
    // The worker takes the function of the module, not this one.
    expect(await within(pool().map(hidden, ITEMS))).toEqual([2, 3, 4]);
  });

  it('a task that its module does not define fails its items and says so', async () => {
    const missing = task(new URL('../fixtures/tasks.js', import.meta.url), 'missing', (x: number) => x);
    const error = (await rejection(pool().map(missing, ITEMS))) as Error;
    expect(error.message).toContain("'missing'");
    expect(error.message).toContain('tasks.js');
  });

  it.each<[string, (x: number) => unknown]>([
    ['an arrow function', (x) => x * 2],
    [
      'an arrow function with a block',
      (x) => {
        const twice = x * 2;
        return twice;
      },
    ],
    ['an async arrow function', async (x) => Promise.resolve(x * 2)],
    [
      'a function expression',
      function (x) {
        return x * 2;
      },
    ],
    [
      'an async function expression',
      async function (x) {
        await Promise.resolve();
        return x * 2;
      },
    ],
    [
      'a named function that calls itself',
      function double(x): number {
        return x <= 0 ? 0 : 2 + double(x - 1);
      },
    ],
    [
      'a function that uses arguments',
      function () {
        return (arguments[0] as number) * 2; // oxlint-disable-line prefer-rest-params
      },
    ],
    [
      'a function with defaults, destructuring and rest',
      (x, _index?: number, { times } = { times: 2 }) => x * times,
    ],
    [
      'a function that uses a generator',
      (x) => {
        function* count(end: number) {
          for (let n = 0; n < end; n++) yield 2;
        }
        return [...count(x)].reduce((a, b) => a + b, 0);
      },
    ],
    [
      'a function that uses a class',
      (x) => {
        class Doubler {
          #by = 2;
          times(y: number) {
            return this.#by * y;
          }
        }
        return new Doubler().times(x);
      },
    ],
    [
      'a function with a regular expression and a template',
      (x) => Number(`${x}`.replace(/^\d+$/u, (n) => `${+n * 2}`)),
    ],
    ['a function that uses the globals of workers', (x) => structuredClone({ y: Math.max(x, 0) * 2 }).y],
    ['a function that uses Buffer and process', (x) => Buffer.alloc(x * 2).length * Math.sign(process.pid)],
    [
      'a function that asks typeof of what may not exist',
      (x) => (typeof (globalThis as { window?: unknown }).window === 'undefined' ? x * 2 : 0),
    ],
    [
      'a function that is given another name',
      Object.defineProperty((x: number) => x * 2, 'name', { value: 'a\n*/b' }),
    ],
    [
      'a function without a name',
      (
        () => (x: number) =>
          x * 2
      )(),
    ],
  ])('%s works without being named', async (_kind, fn) => {
    expect(await within(pool().map(fn, ITEMS))).toEqual([2, 4, 6]);
  });

  it('a dynamic import inside a function works', async () => {
    const join = async (name: string) => {
      const path = await import('node:path');
      return path.posix.join('/dir', name);
    };
    expect(await within(pool().map(join, ['a']))).toEqual(['/dir/a']);
  });

  it('currentTask can be imported inside a function', async () => {
    const where = async (word: string) => {
      const { currentTask } = await import('rxjs-pool');
      const { index, attempt, workerId, signal } = currentTask();
      return { word, index, attempt, isWorker: workerId > 0, aborted: signal.aborted };
    };
    expect(await within(pool().map(where, ['a', 'b']))).toEqual([
      { word: 'a', index: 0, attempt: 0, isWorker: true, aborted: false },
      { word: 'b', index: 1, attempt: 0, isWorker: true, aborted: false },
    ]);
  });

  it('methods of all kinds work without being named', async () => {
    const methods = {
      plain(x: number) {
        return x * 2;
      },
      async later(x: number) {
        return Promise.resolve(x * 2);
      },
      'quoted-name'(x: number) {
        return x * 2;
      },
      async(x: number) {
        return x * 2;
      },
      get(x: number) {
        return x * 2;
      },
      static(x: number) {
        return x * 2;
      },
      function(x: number) {
        return x * 2;
      },
      arrow: (x: number) => x * 2,
      expression: function (x: number) {
        return x * 2;
      },
    };
    class Holder {
      static staticMethod(x: number) {
        return x * 2;
      }
      method(x: number) {
        return x * 2;
      }
    }
    const all = [...Object.values(methods), Holder.staticMethod, new Holder().method];
    for (const method of all) expect(await within(pool().map(method, ITEMS))).toEqual([2, 4, 6]);
  });

  it('a method with a computed name needs nothing of what computed it', async () => {
    const key = 'computed';
    const methods = {
      [`${key} name`](x: number) {
        return x * 2;
      },
    };
    for (const method of Object.values(methods))
      expect(await within(pool().map(method, ITEMS))).toEqual([2, 4, 6]);
  });

  it('strict mode holds in a worker as in the module', async () => {
    const hasThis = function (this: unknown) {
      return this === undefined;
    };
    expect(await within(pool().map(hasThis, [1]))).toEqual([true]);
  });

  it('captured values that are data travel as they are at subscribe', async () => {
    let factor = 3;
    const table = { a: [1, 2], when: new Date(5) };
    const times = (x: number) => x * factor + (table.a[1] ?? 0) + table.when.getTime();
    const results = await within(pool().map(times, ITEMS));
    expect(results).toEqual([10, 13, 16]);
    factor = 0;
  });

  it('captured functions travel too', async () => {
    const half = (x: number) => x / 2;
    const quarter = (x: number) => half(half(x));
    expect(await within(pool().map(quarter, [4, 8]))).toEqual([1, 2]);
    expect(await within(pool().map((x: number) => byFactor(x), ITEMS))).toEqual([10, 20, 30]);
  });

  it('UnshippableFunctionError names every variable that cannot travel, and what to do', async () => {
    const cache = new WeakMap<object, number>();
    const mark = Symbol('mark');
    const pending = Promise.resolve(1);
    const fn = async (x: number) => (cache.get({}) ?? x) + mark.toString().length + (await pending);
    const error = (await rejection(pool().map(fn, ITEMS))) as UnshippableFunctionError;
    expect(error).toBeInstanceOf(UnshippableFunctionError);
    expect([...error.names].toSorted()).toEqual(['cache', 'mark', 'pending']);
    for (const name of ['cache', 'mark', 'pending', 'fn', 'task(import.meta.url'])
      expect(error.message).toContain(name);
  });

  it.each<[string, (x: number) => unknown, RegExp]>([
    ['a native function', Math.sqrt, /native/],
    ['a bound function', ((by: number, x: number) => x * by).bind(null, 2), /bound/],
    [
      'a function that uses this from around it',
      function (this: unknown) {
        return (x: number) => (this === undefined ? x : 0);
      }.call({}),
      /'this'/,
    ],
    [
      'a method that uses super',
      {
        fn() {
          return super.toString();
        },
      }.fn,
      /'super'/,
    ],
  ])('%s is refused by name, or does what it does here', async (_kind, fn, message) => {
    const outcome = await within(
      pool()
        .map(fn, [4])
        .catch((error: unknown) => error),
    );
    // Globals that every worker has may travel by name.
    if (Array.isArray(outcome)) expect(outcome).toEqual([fn(4)]);
    else {
      expect(outcome).toBeInstanceOf(UnshippableFunctionError);
      expect((outcome as Error).message).toMatch(message);
    }
  });

  it('import.meta is refused by name', async () => {
    const error = (await rejection(pool().map(() => import.meta.url, [1]))) as UnshippableFunctionError;
    expect(error).toBeInstanceOf(UnshippableFunctionError);
    expect(error.message).toContain('import');
  });

  it('a class or a generator as the function is an error that says so, at once', () => {
    class Point {
      constructor(readonly x: number) {}
    }
    function* generate(x: number) {
      yield x;
    }
    expect(() => void pool().map(Point as unknown as (x: number) => Point, [1])).toThrow(
      /received class Point; pass/,
    );
    expect(() => void pool().map(generate, [1])).toThrow(
      /received generator function generate; take poolConcatMap/,
    );
  });

  it('the same function value may be used in many jobs at once', async () => {
    const square = (x: number) => x * x;
    const all = await within(Promise.all(upTo(10).map((x) => drain(pool().imap(square, [x])))));
    expect(all.flat()).toEqual(upTo(10).map((x) => x * x));
  });
});

describe('inline', () => {
  const pool = sharedPool(() => inline.create());

  it('any function works, as none has to travel', async () => {
    const cache = new WeakMap<object, number>();
    const calls: number[] = [];
    const fn = function (x: number) {
      cache.set({}, x);
      return calls.push(x);
    };
    expect(await within(pool().map(fn, ITEMS))).toEqual([1, 2, 3]);
    expect(calls).toEqual(ITEMS);
    expect(await within(pool().map(Math.sqrt, [4]))).toEqual([2]);
  });
});
