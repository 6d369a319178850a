import { InitializerError, poolImap, poolImapUnordered, poolMap, UnshippableFunctionError } from 'rxjs-pool';
import { of, range } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { settings, terminatedAfterEach, workerBackends } from '../conformance.js';
import { byFactor } from '../fixtures/tasks.js';
import { drain, probes, record, rejection, upTo, within } from '../helpers.js';

const identity = (x: number) => x;

describe.each(settings())('$name', ({ create }) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('a function that cannot travel fails every kind of call', async () => {
    const pool = owned(create());
    const cache = new WeakMap<object, number>();
    const fn = (x: number) => cache.get({}) ?? x;
    expect((await record(of(1).pipe(poolImap(fn, { pool })))).error).toBeInstanceOf(UnshippableFunctionError);
    expect((await record(of(1).pipe(poolMap(fn, { pool })))).error).toBeInstanceOf(UnshippableFunctionError);
    expect(await rejection(pool.map(fn, [1]))).toBeInstanceOf(UnshippableFunctionError);
    expect(await rejection(pool.apply(fn, [1]))).toBeInstanceOf(UnshippableFunctionError);
    expect(await rejection(pool.applyAsync(fn, [1]).get())).toBeInstanceOf(UnshippableFunctionError);
    expect(await rejection(pool.imap(fn, [1]).next())).toBeInstanceOf(UnshippableFunctionError);
    expect(await within(pool.apply(identity, [1]))).toBe(1);
  });

  it('a failing initializer fails every call with InitializerError, and runs once in each worker at most', async () => {
    const traces = probe();
    const initializer = (log: string) => {
      process.getBuiltinModule('node:fs').appendFileSync(log, 'ran\n');
      throw new RangeError('no database');
    };
    const pool = owned(create({ initializer, initargs: [traces.log] }));
    const reasons = await Promise.all([
      rejection(pool.map(identity, upTo(100))),
      rejection(pool.apply(identity, [1])),
      rejection(pool.imap(identity, upTo(100)).next()),
      record(range(0, 100).pipe(poolImapUnordered(identity, { pool }))).then(({ error }) => error),
      record(range(0, 100).pipe(poolImap(identity, { pool, settle: true }))).then(({ error }) => error),
    ]);
    for (const reason of reasons) {
      expect(reason).toBeInstanceOf(InitializerError);
      expect((reason as Error).cause).toBeInstanceOf(RangeError);
      expect((reason as Error).cause).toHaveProperty('message', 'no database');
    }
    expect(await rejection(pool.apply(identity, [2]))).toBeInstanceOf(InitializerError);
    pool.close();
    await within(pool.join());
    expect(traces.lines().length).toBeLessThanOrEqual(pool.processes);
  });

  it('an initializer that cannot travel fails every call, also with a function that needs no analysis', async () => {
    const cache = new WeakMap<object, number>();
    const pool = owned(create({ initializer: () => cache.get({}) }));
    const error = await rejection(pool.map(byFactor, [1]));
    expect(error).toBeInstanceOf(InitializerError);
    expect((error as Error).cause).toBeInstanceOf(UnshippableFunctionError);
    expect(await rejection(pool.apply(identity, [1]))).toBeInstanceOf(InitializerError);
  });

  it('workers that cannot start fail every call', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const pool = owned(create({ execArgv: ['--no-such-option'] }));
    expect(await rejection(pool.map(identity, [1, 2, 3]))).toBeInstanceOf(Error);
    expect(await rejection(pool.map(byFactor, [1, 2, 3]))).toBeInstanceOf(Error);
    pool.close();
    await within(pool.join());
    vi.restoreAllMocks();
  });

  it('a task whose module does not exist fails its items', async () => {
    const { task } = await import('rxjs-pool');
    const lost = task('file:///no/such/module.js', 'lost', (x: number) => x);
    const pool = owned(create());
    expect(await rejection(pool.map(lost, [1, 2, 3]))).toBeInstanceOf(Error);
    expect(await within(pool.apply(identity, [1]))).toBe(1);
  });

  it('arguments and results that cannot be copied fail every kind of call', async () => {
    const pool = owned(create());
    const fn = () => 1;
    expect(await rejection(pool.apply((x: unknown) => typeof x, [fn]))).toHaveProperty('where', 'argument');
    expect(await rejection(pool.map((x: unknown) => typeof x, [Symbol('no'), 1]))).toHaveProperty(
      'where',
      'argument',
    );
    expect(await rejection(pool.apply(() => () => 1))).toHaveProperty('where', 'result');
    expect(await rejection(pool.imap(() => Symbol('no'), [1]).next())).toHaveProperty('where', 'result');
    expect(await within(pool.apply(identity, [1]))).toBe(1);
  });

  it('a worker that dies again and again does not stop the others’ work', async () => {
    const pool = owned(create());
    const exits = (x: number): number => process.exit(x);
    const [crashed, fine] = await Promise.all([
      within(pool.map(exits, upTo(8), { settle: true, chunksize: 2 }), 15_000),
      drain(pool.imap(identity, upTo(100)), 15_000),
    ]);
    expect(crashed.map(({ status }) => status[0]).join('')).toBe('rrrrrrrr');
    expect(fine).toEqual(upTo(100));
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();

  it('a finalizer that throws or exits does not keep join() waiting', async () => {
    for (const finalizer of [() => Promise.reject(new Error('no')), () => process.exit(3)]) {
      const pool = owned(backend.create({ processes: 2, finalizer }));
      await within(pool.map(identity, [1, 2, 3]));
      pool.close();
      await within(pool.join());
      expect(pool.stats.jobs).toBe(0);
    }
  });

  it('a finalizer that never ends can be terminated', async () => {
    const finalizer = () => new Promise<never>(() => setInterval(() => undefined, 1000));
    const pool = owned(backend.create({ processes: 2, finalizer }));
    await within(pool.map(identity, [1, 2, 3]));
    pool.close();
    const joined = pool.join();
    await within(pool.terminate());
    expect(await within(joined)).toBeUndefined();
  });
});
