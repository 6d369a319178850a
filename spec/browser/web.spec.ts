import {
  explainFunction,
  Pool,
  PoolError,
  poolImap,
  task,
  UnshippableFunctionError,
  WorkerCrashedError,
} from 'rxjs-pool';
import { range } from 'rxjs';
import { classes, Money, Point } from '../fidelity/fixtures/values.js';
import { describe, expect, it, vi } from 'vitest';
import { webExecutor } from '../../dist/backends/web/web-executor.js';
import { terminatedAfterEach } from '../conformance.js';
import { byFactor } from '../fixtures/tasks.js';
import { collect, rejection, upTo, within } from '../helpers.js';

const fromScript = (script: string, options?: WorkerOptions) => () =>
  new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), options);

const worker = () => new Worker('/pool.worker.js', { type: 'module' });

const loadedParser = () =>
  performance.getEntriesByType('resource').some(({ name }) => name.includes('bundled-parsers'));

describe('without a factory', () => {
  const owned = terminatedAfterEach();

  it('self-contained functions run, and no parser is loaded for them', async () => {
    const pool = owned(new Pool(2));
    const primes = (n: number) => {
      const found: number[] = [];
      for (let x = 2, d = 2; x < n; x++, d = 2) {
        while (x % d) d++;
        if (d === x) found.push(x);
      }
      return found.map((x) => x / 1);
    };
    expect(await within(pool.map(primes, [10, 20]))).toEqual([
      [2, 3, 5, 7],
      [2, 3, 5, 7, 11, 13, 17, 19],
    ]);
    expect(await collect(range(0, 20).pipe(poolImap((x) => x * x, { pool })))).toEqual(
      upTo(20).map((x) => x * x),
    );
    expect(loadedParser()).toBe(false);
  });

  it('a closure is refused with the names of what it captured, before anything runs', async () => {
    const pool = owned(new Pool(1));
    const factor = 3;
    const error = await rejection(pool.map((x: number) => x * factor + byFactor(x), [1]));
    expect(error).toBeInstanceOf(UnshippableFunctionError);
    expect((error as UnshippableFunctionError).names).toContain('factor');
    expect(String(error)).toContain("'factor'");
    expect(String(error)).toContain('new Pool({ worker: () => new Worker(...) })');
    expect(pool.stats).toMatchObject({ done: 0, failed: 0 });
    expect(loadedParser()).toBe(true);
  });

  it('a closure that a parser has to look at, and that takes nothing from outside, runs', async () => {
    const pool = owned(new Pool(1));
    const greet = (name: string) => `hello, ${name.replace(/[/'"]/g, '')}`;
    expect(await within(pool.map(greet, ["o'hara"]))).toEqual(['hello, ohara']);
  });

  it('a task whose function takes something from outside is refused, with the way out', async () => {
    const pool = owned(new Pool(1));
    expect(String(await rejection(pool.map(byFactor, [1])))).toContain('new Pool({ worker');
  });
});

describe('functions', () => {
  const owned = terminatedAfterEach();

  it('explainFunction tells how each would travel', async () => {
    const captured = { x: 1 };
    expect(await explainFunction(byFactor)).toMatchObject({ way: 'task', path: 'byFactor' });
    expect(await explainFunction((x: number) => x)).toMatchObject({ way: 'source' });
    const { way, refusal } = await explainFunction(() => captured);
    expect(way).toBe('refused');
    expect(refusal?.names).toEqual(['captured']);
  });

  it('a task that the worker does not have fails its items, and says what to do', async () => {
    const pool = owned(new Pool({ processes: 1, worker }));
    const lost = task(import.meta.url, 'lost', (x: number) => x);
    expect(String(await rejection(pool.map(lost, [1])))).toContain("Cannot find task 'lost'");
    expect(await within(pool.map(byFactor, [1]))).toEqual([10]);
  });

  it.each(['runtime', 'env', 'execArgv', 'resourceLimits'])('%s is refused', (name) => {
    const value = { runtime: 'worker_threads', env: {}, execArgv: [], resourceLimits: {} }[name];
    expect(() => new Pool({ [name]: value })).toThrow(TypeError);
  });
});

describe('a worker that cannot start', () => {
  const owned = terminatedAfterEach();

  it.each([
    ['is not there', () => new Worker('/no/such/worker.js', { type: 'module' }), 'did not load its script'],
    ['is not there, as a classic one', () => new Worker('/no/such/worker.js'), ''],
    ['has a syntax error', fromScript('this is no script'), 'Unexpected identifier'],
    ['throws at its top', fromScript('throw new Error("at the top")'), 'at the top'],
    ['throws at the top of a module', fromScript('throw new Error("at the top")', { type: 'module' }), ''],
    ['imports what is not there', fromScript('import "/no/such/module.js"', { type: 'module' }), ''],
    [
      'cannot be made',
      () => {
        throw new Error('no workers today');
      },
      'no workers today',
    ],
    ['is none', () => ({}) as Worker, 'must return a Worker'],
  ])('fails every call if it %s', async (_what, factory, reason) => {
    const pool = owned(new Pool({ processes: 2, worker: factory }));
    const errors = await Promise.all([
      rejection(pool.map((x: number) => x, [1, 2, 3])),
      rejection(pool.apply(byFactor, [1])),
      rejection(collect(range(0, 9).pipe(poolImap((x) => x, { pool, settle: true })))),
    ]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).toContain(reason);
    }
    expect(await rejection(pool.apply(byFactor, [1]))).toBeInstanceOf(Error);
    pool.close();
    await within(pool.join());
  });

  it('fails every call if it never exposes its tasks', async () => {
    // A clock on which 30 s pass at once.
    const clock = {
      now: () => performance.now(),
      after(ms: number, callback: () => void) {
        const timer = setTimeout(callback, ms === 30_000 ? 1 : ms);
        return () => clearTimeout(timer);
      },
    };
    const executor = webExecutor(
      { worker: fromScript('self.onmessage = () => undefined') },
      { size: 1, window: 1, supportsTransfer: true, clock },
    );
    const error = await rejection(owned(new Pool({ executor })).apply(byFactor, [1]));
    expect(error).toBeInstanceOf(PoolError);
    expect(String(error)).toContain('exposeTasks()');
  });

  it('fails every call if the factory gives the same one twice', async () => {
    let only: Worker | undefined;
    const pool = owned(new Pool({ processes: 2, worker: () => (only ??= worker()) }));
    expect(String(await rejection(pool.map(byFactor, upTo(9))))).toContain('a new Worker at each call');
  });
});

describe('a worker that ends without a word', () => {
  const owned = terminatedAfterEach();

  it.each(['close', 'unwrappedClose'])('by self.%s() costs the item that it runs', async (how) => {
    const pool = owned(new Pool({ processes: 1, worker }));
    const closeAt2 = ([x, name]: [number, 'close']) => {
      if (x !== 2) return x;
      self[name]();
      return new Promise<number>(() => undefined);
    };
    const items = upTo(6).map((x): [number, 'close'] => [x, how as 'close']);
    const outcomes = await within(pool.map(closeAt2, items, { chunksize: 3, settle: true }));
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('ffrfff');
    expect((outcomes[2] as PromiseRejectedResult).reason).toBeInstanceOf(WorkerCrashedError);
  });

  it('while it is idle costs nothing', async () => {
    const pool = owned(new Pool({ processes: 1, worker }));
    const closeSoon = () => void setTimeout(() => self.close(), 5);
    await within(pool.apply(closeSoon));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await within(pool.map(byFactor, upTo(3)))).toEqual([0, 10, 20]);
  });

  it.each([
    ['terminate()', (one: Worker) => one.terminate()],
    ['the terminate() that nobody wraps', (one: Worker) => Worker.prototype.terminate.call(one)],
  ])('by %s of the application costs the item that it runs', async (_how, terminate) => {
    const workers: Worker[] = [];
    let hasBegun: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (hasBegun = resolve));
    const pool = owned(
      new Pool({
        processes: 1,
        worker: () => {
          const made = worker();
          workers.push(made);
          made.addEventListener('message', ({ data }) => {
            if (data === 'begun') hasBegun();
          });
          return made;
        },
      }),
    );
    const stay = (x: number) => {
      if (x !== 1) return x;
      self.postMessage('begun');
      return new Promise<number>(() => undefined);
    };
    const results = pool.imap(stay, upTo(4), { chunksize: 4, settle: true });
    expect((await within(results.next())).value).toMatchObject({ status: 'fulfilled' });
    // Between two items, none would be to blame.
    await within(begun);
    for (const one of workers) terminate(one);
    expect((await within(results.next())).value).toMatchObject({ status: 'rejected', index: 1 });
    expect((await within(results.next())).value).toMatchObject({ status: 'fulfilled', index: 2 });
    expect(workers).toHaveLength(2);
  });

  it('a rejection that nobody handles costs the item, and is the cause', async () => {
    const pool = owned(new Pool({ processes: 1, worker }));
    const loose = (x: number) => {
      if (x !== 1) return x;
      void Promise.reject(new RangeError('loose'));
      return new Promise<number>(() => undefined);
    };
    const outcomes = await within(pool.map(loose, upTo(3), { settle: true }));
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('frf');
    const { reason } = outcomes[1] as PromiseRejectedResult;
    expect((reason as Error).cause).toBeInstanceOf(RangeError);
    expect((reason as Error).cause).toHaveProperty('message', 'loose');
  });

  it('retries give an item that crashed or was late another chance', async () => {
    const pool = owned(new Pool({ processes: 2, worker }));
    const failOnce = async (x: number) => {
      const { task: running } = {
        task: (globalThis as unknown as Record<symbol, { attempt: number }>)[
          Symbol.for('rxjs-pool.current-task')
        ],
      };
      if (running?.attempt === 0 && x === 1) self.close();
      if (running?.attempt === 0 && x < 3 && x > 0) await new Promise(() => undefined);
      return x;
    };
    expect(await within(pool.map(failOnce, upTo(5), { retries: 1, timeout: 1000, chunksize: 2 }))).toEqual(
      upTo(5),
    );
  });
});

describe('a page', () => {
  const owned = terminatedAfterEach();

  it('has messages of its own to and from its workers', async () => {
    const heard: unknown[] = [];
    const pool = owned(
      new Pool({
        processes: 1,
        worker: () => {
          const made = worker();
          made.addEventListener('message', ({ data }) => heard.push(data));
          made.postMessage('noise');
          return made;
        },
      }),
    );
    const say = (x: number) => {
      self.postMessage({ progress: x });
      return x;
    };
    expect(await within(pool.map(say, upTo(3)))).toEqual(upTo(3));
    await vi.waitUntil(() => heard.length >= 4);
    expect(heard.slice(1)).toEqual(upTo(3).map((progress) => ({ progress })));
  });
});

describe('classes that the worker exposes', () => {
  it('keep their instances', async () => {
    await using pool = new Pool({ processes: 1, worker, classes });
    const fn = (item: unknown): unknown[] => [(item as Point).length, (item as Money).cents, item];
    const [point, money] = await pool.map(fn, [new Point(3, 4), new Money(7)]);
    expect(point).toEqual([5, undefined, new Point(3, 4)]);
    expect(point?.[2]).toBeInstanceOf(Point);
    expect(money?.[1]).toBe(7);
    expect(money?.[2]).toBeInstanceOf(Money);
  });

  it('are the same list', async () => {
    await using pool = new Pool({ processes: 1, worker, classes: [Point] });
    expect(String(await rejection(pool.map((x: number) => x, [1])))).toContain('both take the same list');
  });

  it('need a worker', async () => {
    await using pool = new Pool({ processes: 1, classes });
    expect(String(await rejection(pool.map((x: number) => x, [1])))).toContain(
      'option classes needs option worker',
    );
  });
});
