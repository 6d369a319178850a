import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { poolFrom, poolImap, poolImapUnordered, poolIstarmap, poolMap, poolStarmap } from 'rxjs-pool';
import { defer, of } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { settings, terminatedAfterEach, workerBackends } from '../conformance.js';
import { note } from '../fixtures/tasks.js';
import { collect, counted, probes, turn, upTo, within } from '../helpers.js';

const identity = (x: number) => x;
const NOBODY = { starting: 0, idle: 0, busy: 0 };

describe.each(settings())('$name', ({ create, processes }) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('nothing is pulled, started or run before subscribe', async () => {
    const traces = probe();
    const initializer = (log: string) =>
      process.getBuiltinModule('node:fs').appendFileSync(log, 'initialized 0\n');
    const pool = owned(create({ initializer, initargs: [traces.log] }));
    const source = counted(3);
    let subscribed = 0;
    const deferred = defer(() => {
      subscribed++;
      return of(traces.item(1));
    });
    const pulled = poolFrom(source).pipe(poolImap(identity, { pool }));
    const piped = [
      deferred.pipe(poolImap(note, { pool })),
      deferred.pipe(poolImapUnordered(note, { pool })),
      deferred.pipe(poolMap(note, { pool })),
    ];
    await turn();
    expect(source.counts).toEqual({ opened: 0, pulled: 0, closed: 0 });
    expect(subscribed).toBe(0);
    expect(pool.stats).toEqual({
      state: 'open',
      workers: NOBODY,
      jobs: 0,
      queued: 0,
      oldest: 0,
      done: 0,
      failed: 0,
      retried: 0,
    });
    expect(traces.lines()).toEqual([]);
    expect(await collect(pulled)).toEqual(upTo(3));
    for (const results of piped) await collect<unknown>(results);
    expect(subscribed).toBe(3);
    expect(traces.lines().filter((line) => line === 'ran 1')).toHaveLength(3);
    expect(traces.lines().filter((line) => line === 'initialized 0').length).toBeLessThanOrEqual(processes);
  });

  it('each subscription is a run of its own, with indexes from 0', async () => {
    const pool = owned(create());
    const indexed = (x: string, index: number) => x + index;
    const results = of('a', 'b').pipe(poolImap(indexed, { pool }));
    expect(await Promise.all([collect(results), collect(results)])).toEqual([
      ['a0', 'b1'],
      ['a0', 'b1'],
    ]);
    expect(pool.stats.done).toBe(4);
  });

  it('one operator value may be used on several sources', async () => {
    const pool = owned(create());
    const negate = poolImap((x: number) => -x, { pool });
    expect(await Promise.all([collect(of(1, 2).pipe(negate)), collect(of(3).pipe(negate))])).toEqual([
      [-1, -2],
      [-3],
    ]);
  });

  it('a function that cannot travel is no error before subscribe', async () => {
    const pool = owned(create());
    const cache = new WeakMap<object, number>();
    const add = (a: number, b: number) => cache.get({}) ?? a + b;
    const results = [
      of([1, 2] as const).pipe(poolStarmap(add, { pool })),
      of([1, 2] as const).pipe(poolIstarmap(add, { pool })),
    ];
    await turn();
    expect(pool.stats.jobs).toBe(0);
    for (const result of results) await expect(collect<unknown>(result)).rejects.toThrow("'cache'");
  });

  it('workers are kept from one call to the next', async () => {
    const pool = owned(create());
    const who = () => `${process.pid}:${process.getBuiltinModule('node:worker_threads').threadId}`;
    const seen = new Set<string>();
    for (let x = 0; x < 4; x++)
      for (const worker of await within(pool.map(who, upTo(8), 1))) seen.add(worker);
    expect(seen.size).toBeLessThanOrEqual(processes);
    // One may have done all the work before the other was there.
    await vi.waitFor(
      () => expect(pool.stats.workers).toEqual({ starting: 0, idle: processes, busy: 0 }),
      5000,
    );
  });
});

describe('a program that uses a pool and forgets it', () => {
  const script = fileURLToPath(new URL('../fixtures/idle-default-pool.js', import.meta.url));
  const run = promisify(execFile);
  // Rejects for another exit code, and for a program that has to be killed.
  const output = async (...args: string[]) => {
    const { stdout } = await run(process.execPath, [script, ...args], { timeout: 8000 });
    return JSON.parse(stdout) as unknown;
  };

  it('exits by itself with the default pool', async () => {
    expect(await output('operator')).toEqual([2, 4, 6]);
  });

  it('exits by itself if it never used one', async () => {
    const start = performance.now();
    expect(await output('nothing')).toBe('nothing');
    expect(await output('created')).toBe(2);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  describe.each(workerBackends)('$name', ({ name }) => {
    it.each([
      ['after a call', 'operator', [2, 4, 6]],
      ['after calls with a pause between them', 'twice', [2, 4, 6]],
      ['after an endless source was left early', 'take', [0, 2, 4]],
      ['after a crash', 'crash', 'WorkerCrashedError'],
      ['with an iterator that nobody reads on', 'unread', 8],
      ['with a pool that was dropped', 'dropped', 8],
      ['with a subscription to a source that is silent', 'silent', 4],
    ])('exits by itself %s', async (_when, use, expected) => {
      const start = performance.now();
      expect(await output(use, name)).toEqual(expected);
      expect(performance.now() - start).toBeLessThan(5000);
    });
  });
});
