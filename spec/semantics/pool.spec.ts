import { availableParallelism } from 'node:os';
import {
  AsyncResult,
  getDefaultPool,
  Pool,
  PoolError,
  poolImap,
  PoolIterator,
  ResultTimeoutError,
  setDefaultPool,
} from 'rxjs-pool';
import { range } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { backends, settings, sharedPool, terminatedAfterEach, workerBackends } from '../conformance.js';
import { about, held, HttpError, failHttp, whoRuns } from '../fixtures/tasks.js';
import { collect, drain, probes, rejection, upTo, within } from '../helpers.js';

const double = (x: number) => x * 2;
const add = (a: number, b: number) => a + b;
const failAt2 = (x: number) => {
  if (x === 2) throw new RangeError('no 2');
  return x;
};
const numerically = (a: number, b: number) => a - b;

/** Catches what nobody else does, while `during` runs. */
async function uncaught(during: () => Promise<void>): Promise<unknown[]> {
  const caught: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (reason) => caught.push(reason));
  try {
    await during();
    await new Promise((resolve) => setTimeout(resolve));
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
  return caught;
}

describe.each(settings(backends))('$name', ({ create, processes }) => {
  const pool = sharedPool(() => create());
  const owned = terminatedAfterEach();
  const probe = probes();

  it('apply calls the function once, with these arguments', async () => {
    expect(await within(pool().apply(add, [1, 2]))).toBe(3);
    expect(await within(pool().apply(() => 'nothing'))).toBe('nothing');
    expect(await within(pool().apply((...all: number[]) => all.length, []))).toBe(0);
    expect(await within(pool().apply((list: number[]) => list.length, [[1, 2, 3]]))).toBe(3);
    expect(await within(pool().apply((x?: number) => typeof x))).toBe('undefined');
    expect(await within(pool().apply(async (x: number) => [x], [1]))).toEqual([1]);
    expect(await rejection(pool().apply(failAt2, [2]))).toBeInstanceOf(RangeError);
  });

  it('map and starmap collect the results in the order of the items', async () => {
    for (const chunksize of [undefined, 1, 7, 1000]) {
      expect(await within(pool().map(double, upTo(30), chunksize))).toEqual(upTo(30).map((x) => x * 2));
      const pairs = upTo(30).map((x) => [x, 1] as const);
      expect(await within(pool().starmap(add, pairs, chunksize))).toEqual(upTo(30).map((x) => x + 1));
    }
    expect(await within(pool().map(double, []))).toEqual([]);
    expect(await within(pool().starmap(add, new Set<[number, number]>()))).toEqual([]);
    expect(await within(pool().map(double, new Set([1, 2])))).toEqual([2, 4]);
  });

  it('the iterators give each result', async () => {
    const pairs = upTo(20).map((x) => [x, 1] as const);
    for (const chunksize of [undefined, 1, 7]) {
      expect(await drain(pool().imap(double, upTo(20), chunksize))).toEqual(upTo(20).map((x) => x * 2));
      expect(await drain(pool().istarmap(add, pairs, chunksize))).toEqual(upTo(20).map((x) => x + 1));
      const some = await drain(pool().imapUnordered(double, upTo(20), chunksize));
      expect(some.toSorted(numerically)).toEqual(upTo(20).map((x) => x * 2));
      const others = await drain(pool().istarmapUnordered(add, pairs, chunksize));
      expect(others.toSorted(numerically)).toEqual(upTo(20).map((x) => x + 1));
    }
  });

  it('methods may be called without their pool at hand only as methods', () => {
    const { map } = pool();
    expect(() => void map(double, [1])).toThrow(TypeError);
  });

  it('calls that are open at once do not mix', async () => {
    const all = await within(
      Promise.all(
        upTo(10).map((job) =>
          pool().map(
            (x: readonly [number, number]) => x[0] * 100 + x[1],
            upTo(20).map((x) => [job, x] as const),
            3,
          ),
        ),
      ),
    );
    all.forEach((values, job) => expect(values).toEqual(upTo(20).map((x) => job * 100 + x)));
  });

  it('applyAsync, mapAsync and starmapAsync tell callbacks, once', async () => {
    const told: unknown[] = [];
    const tell = (value: unknown): void => void told.push(value);
    const never = (reason: unknown): void => void told.push(reason);
    const results = [
      pool().applyAsync(add, [1, 2], tell, never),
      pool().mapAsync(double, [1, 2], 1, tell, never),
      pool().starmapAsync(add, [[1, 2] as const], { chunksize: 1 }, tell, never),
    ];
    for (const result of results) expect(result).toBeInstanceOf(AsyncResult);
    await within(Promise.all(results.map((result) => result.wait())));
    expect(told).toHaveLength(3);
    expect(told).toContain(3);
    expect(told).toContainEqual([2, 4]);
    expect(told).toContainEqual([3]);
  });

  it('a failure is told to the error callback only', async () => {
    const told: string[] = [];
    const result = pool().mapAsync(
      failAt2,
      upTo(5),
      1,
      () => told.push('result'),
      (reason) => told.push((reason as Error).message),
    );
    await within(result.wait());
    expect(told).toEqual(['no 2']);
    expect(result.ready()).toBe(true);
    expect(result.successful()).toBe(false);
    expect(await rejection(result.get())).toBeInstanceOf(RangeError);
    expect(await rejection(result)).toBeInstanceOf(RangeError);
  });

  it('a callback is called before get() and wait() are done', async () => {
    const order: string[] = [];
    const result = pool().applyAsync(add, [1, 2], () => order.push('callback'));
    await within(result.get());
    order.push('get');
    expect(order).toEqual(['callback', 'get']);
  });

  it('a callback that throws is heard, and keeps nobody waiting', async () => {
    const thrown = await uncaught(async () => {
      const bad = (): never => {
        throw new Error('callback');
      };
      expect(await within(pool().applyAsync(add, [1, 2], bad).get())).toBe(3);
      expect(await rejection(pool().applyAsync(failAt2, [2], undefined, bad).get())).toBeInstanceOf(
        RangeError,
      );
      expect(await within(pool().mapAsync(double, [1], 1, bad))).toEqual([2]);
    });
    expect(thrown).toMatchObject([{ message: 'callback' }, { message: 'callback' }, { message: 'callback' }]);
  });

  it('a failure that nobody asks for goes unnoticed in AsyncResult and PoolIterator', async () => {
    const unhandled: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => unhandled.push(reason));
    try {
      const result = pool().mapAsync(failAt2, upTo(3));
      const iterator = pool().imap(failAt2, upTo(3));
      await within(result.wait());
      await within(pool().apply(add, [1, 2]));
      await new Promise((resolve) => setTimeout(resolve));
      expect(unhandled).toEqual([]);
      await iterator.return();
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
  });

  it('AsyncResult: get and wait may time out, and may be asked again', async () => {
    const traces = probe();
    const result = pool().applyAsync(held, [traces.item(7)]);
    expect(result.ready()).toBe(false);
    expect(() => result.successful()).toThrow(PoolError);
    const error = await rejection(result.get(5));
    expect(error).toBeInstanceOf(ResultTimeoutError);
    expect(error).toBeInstanceOf(PoolError);
    expect(error).toMatchObject({ operation: 'get', timeout: 5 });
    expect(await within(result.wait(5))).toBeUndefined();
    expect(result.ready()).toBe(false);
    traces.open();
    expect(await within(result.get(10_000))).toBe(7);
    expect(result.ready()).toBe(true);
    expect(result.successful()).toBe(true);
    expect(await within(result.get(0))).toBe(7);
    expect(await within(result)).toBe(7);
    expect(await within(result.then((value) => value + 1))).toBe(8);
  });

  it('PoolIterator: next() may time out for every chunksize, and loses nothing', async () => {
    for (const chunksize of [1, 7]) {
      const traces = probe();
      const iterator = pool().imap(held, traces.items(3), chunksize);
      expect(iterator).toBeInstanceOf(PoolIterator);
      const error = await rejection(iterator.next(5));
      expect(error).toBeInstanceOf(ResultTimeoutError);
      expect(error).toMatchObject({ operation: 'next', timeout: 5 });
      traces.open();
      expect(await within(iterator.next(10_000))).toEqual({ done: false, value: 0 });
      expect(await drain(iterator)).toEqual([1, 2]);
      expect(await within(iterator.next(5))).toEqual({ done: true, value: undefined });
    }
  });

  it('PoolIterator: several next() at once are answered in turn', async () => {
    const iterator = pool().imap(double, upTo(3));
    const answers = await within(
      Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]),
    );
    expect(answers).toEqual([
      { done: false, value: 0 },
      { done: false, value: 2 },
      { done: false, value: 4 },
      { done: true, value: undefined },
    ]);
  });

  it('PoolIterator: tells an error once and is at its end then', async () => {
    const iterator = pool().imap(failAt2, upTo(5));
    expect(await within(iterator.next())).toEqual({ done: false, value: 0 });
    expect(await within(iterator.next())).toEqual({ done: false, value: 1 });
    expect(await rejection(iterator.next())).toBeInstanceOf(RangeError);
    expect(await within(iterator.next())).toEqual({ done: true, value: undefined });
  });

  it('PoolIterator: return() ends it and answers who waits', async () => {
    const traces = probe();
    const iterator = pool().imap(held, traces.items(3));
    const waiting = iterator.next();
    expect(await within(iterator.return())).toEqual({ done: true, value: undefined });
    expect(await within(waiting)).toEqual({ done: true, value: undefined });
    expect(await within(iterator.return())).toEqual({ done: true, value: undefined });
    traces.open();
    expect(pool().stats.jobs).toBe(0);
  });

  it('PoolIterator: can be disposed of', async () => {
    {
      await using iterator = pool().imap(double, upTo(100));
      expect(await within(iterator.next())).toEqual({ done: false, value: 0 });
    }
    expect(pool().stats.jobs).toBe(0);
  });

  it('stats count what happened', async () => {
    const counting = owned(create());
    expect(counting.processes).toBe(processes);
    expect(counting.stats).toMatchObject({ jobs: 0, queued: 0, done: 0, failed: 0, retried: 0 });
    const outcomes = counting.map(failAt2, upTo(5), { settle: true, retries: 2 });
    expect(counting.stats).toMatchObject({ jobs: 1 });
    await within(outcomes);
    expect(counting.stats).toMatchObject({ jobs: 0, queued: 0, done: 4, failed: 1, retried: 2 });
    const { starting, idle, busy } = counting.stats.workers;
    expect(starting + idle + busy).toBe(processes);
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('the workers are as many as processes says, and all of them work', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 3 }));
    expect(pool.processes).toBe(3);
    const result = pool.map(held, traces.items(3), 1);
    await traces.until((lines) => lines.length === 3);
    expect(pool.stats.workers).toEqual({ starting: 0, idle: 0, busy: 3 });
    traces.open();
    await within(result);
  });

  it('the initializer runs once in each worker before its first item, with initargs', async () => {
    const traces = probe();
    const initializer = async (log: string, value: { deep: Map<string, number> }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      process.getBuiltinModule('node:fs').appendFileSync(log, 'initialized\n');
      Object.assign(globalThis, { given: value.deep.get('a') });
    };
    const initargs = [traces.log, { deep: new Map([['a', 42]]) }];
    const pool = owned(backend.create({ processes: 2, initializer, initargs }));
    const given = () => (globalThis as unknown as { given?: number }).given;
    expect(await within(pool.map(given, upTo(20), 1))).toEqual(upTo(20).map(() => 42));
    await new Promise((resolve) => setTimeout(resolve, 60));
    // Also after a pause, in which the workers were let go of and found again.
    expect(await within(pool.map(given, upTo(20), 1))).toEqual(upTo(20).map(() => 42));
    // The first worker may have done all before the second was there.
    expect(await traces.until((lines) => lines.length >= 2)).toHaveLength(2);
  });

  it('a worker that takes the place of a dead one is initialized too', async () => {
    const initializer = () => void Object.assign(globalThis, { given: 42 });
    const pool = owned(backend.create({ processes: 1, initializer }));
    const given = (x: number) =>
      x === 1 ? process.exit(1) : (globalThis as unknown as { given?: number }).given;
    const outcomes = await within(pool.map(given, upTo(3), { settle: true, chunksize: 1 }));
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'rejected'))).toEqual([
      42,
      'rejected',
      42,
    ]);
  });

  it.each([1, 7])('maxtasksperchild counts items, not chunks (chunksize %i)', async (chunksize) => {
    const traces = probe();
    const finalizer = () => {
      const { log } = globalThis as unknown as { log: string };
      process.getBuiltinModule('node:fs').appendFileSync(log, 'finalized\n');
    };
    const initializer = (log: string) => void Object.assign(globalThis, { log });
    const options = { maxtasksperchild: 3, initializer, initargs: [traces.log], finalizer };
    const pool = owned(backend.create({ processes: 1, ...options }));
    const workers = await within(pool.map(whoRuns, upTo(10), chunksize));
    const counts = new Map<string, number>();
    for (const worker of workers) counts.set(worker, (counts.get(worker) ?? 0) + 1);
    expect(Math.max(...counts.values())).toBe(3);
    expect(counts.size).toBe(4);
    pool.close();
    await within(pool.join());
    expect(traces.lines()).toEqual(['finalized', 'finalized', 'finalized', 'finalized']);
  });

  it('maxtasksperchild counts over jobs and pauses, and failed items too', async () => {
    const pool = owned(backend.create({ processes: 1, maxtasksperchild: 2 }));
    const first = await within(pool.apply(whoRuns));
    await new Promise((resolve) => setTimeout(resolve, 60));
    await rejection(pool.apply(failAt2, [2]));
    const third = await within(pool.apply(whoRuns));
    expect(third).not.toBe(first);
    expect(await within(pool.apply(whoRuns))).toBe(third);
  });

  it('workerId stays within the pool when workers are replaced', async () => {
    const pool = owned(backend.create({ processes: 2, maxtasksperchild: 1 }));
    const ids = (await within(pool.map(about, upTo(4), 1))).map(({ workerId }) => workerId);
    for (const id of ids) expect([1, 2]).toContain(id);
  });

  it('env is the environment of the workers', async () => {
    const read = () => [process.env['RXJS_POOL_SPEC'], process.env['PATH']];
    process.env['RXJS_POOL_SPEC'] = 'inherited';
    try {
      const inheriting = owned(backend.create({ processes: 1 }));
      expect(await within(inheriting.apply(read))).toEqual(['inherited', process.env['PATH']]);
      const own = owned(backend.create({ processes: 1, env: { RXJS_POOL_SPEC: 'own' } }));
      expect(await within(own.apply(read))).toEqual(['own', undefined]);
    } finally {
      delete process.env['RXJS_POOL_SPEC'];
    }
  });

  it('execArgv are the Node options of the workers', async () => {
    const pool = owned(backend.create({ processes: 1, execArgv: ['--no-warnings', '--conditions=spec'] }));
    expect(await within(pool.apply(() => process.execArgv))).toEqual(
      expect.arrayContaining(['--conditions=spec']),
    );
  });

  it('errorClasses come back as instances', async () => {
    const pool = owned(backend.create({ processes: 1, errorClasses: [HttpError] }));
    expect(await rejection(pool.apply(failHttp, [404]))).toBeInstanceOf(HttpError);
  });
});

describe('worker_threads', () => {
  const owned = terminatedAfterEach();

  it('resourceLimits are those of the threads', async () => {
    const pool = owned(new Pool({ processes: 1, resourceLimits: { maxOldGenerationSizeMb: 33 } }));
    const limits = () =>
      process.getBuiltinModule('node:worker_threads').resourceLimits.maxOldGenerationSizeMb;
    expect(await within(pool.apply(limits))).toBe(33);
  });

  it('is the default runtime', async () => {
    const pool = owned(new Pool(1));
    expect(await within(pool.apply(() => process.pid))).toBe(process.pid);
  });
});

describe('the default pool', () => {
  afterEach(async () => {
    const last = getDefaultPool();
    setDefaultPool(undefined);
    await last.terminate();
  });

  it('is made once, with a worker for each processor', () => {
    expect(getDefaultPool()).toBe(getDefaultPool());
    expect(getDefaultPool().processes).toBe(availableParallelism());
  });

  it('is what operators use that are given no pool, at subscribe', async () => {
    const results = range(0, 5).pipe(poolImap(double));
    const pool = new Pool(1);
    setDefaultPool(pool);
    expect(await collect(results)).toEqual([0, 2, 4, 6, 8]);
    expect(pool.stats.done).toBe(5);
  });

  it('can be replaced, and made anew', async () => {
    const first = getDefaultPool();
    setDefaultPool(undefined);
    const second = getDefaultPool();
    expect(second).not.toBe(first);
    await first.terminate();
    expect(await collect(range(0, 3).pipe(poolImap(double)))).toEqual([0, 2, 4]);
  });
});
