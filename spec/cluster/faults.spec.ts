import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { PoolError, poolImap, poolImapUnordered, type Settled } from 'rxjs-pool';
import { range, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { QueueWorker } from '../../dist/backends/bullmq/queue-worker.js';
import { TaskModules } from '../../dist/backends/bullmq/task-modules.js';
import { collect, probes, rejection, upTo, within } from '../helpers.js';
import { arena } from './arena.js';
import { gated, noted, slowly, square } from './tasks.js';

const tasks = new URL('tasks.js', import.meta.url).href;
const squares = (count: number): number[] => upTo(count).map((x) => x * x);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The values of outcomes, in the items' order; a failure is an error. */
function valuesOf(outcomes: ReadonlyArray<Settled<number>>): number[] {
  return outcomes
    .toSorted((a, b) => a.index - b.index)
    .map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
}

describe('a cluster', () => {
  const { redis: startRedis, worker: startWorker, pool: makePool, onEnd } = arena();
  const probe = probes();

  it.each([
    ['which has saved everything', ['--appendonly', 'yes', '--appendfsync', 'always']],
    ['which has lost everything', []],
  ])('goes on with a Redis that was gone for 5 s, %s', async (_which, options) => {
    const redis = await startRedis(...options);
    await startWorker('etl', redis.url, { processes: 2 });
    const pool = makePool(redis.url);
    let halfway = (): void => undefined;
    const isHalfway = new Promise<void>((resolve) => (halfway = resolve));
    let seen = 0;
    const outcomes = collect(
      range(0, 300).pipe(
        poolImap(slowly, { pool, settle: true }),
        tap(() => ++seen === 100 && halfway()),
      ),
      50_000,
    );
    await within(isHalfway);
    await redis.kill();
    await sleep(5000);
    expect(seen).toBeLessThan(300);
    await redis.start();
    expect(valuesOf(await outcomes)).toEqual(squares(300));
    expect(await within(pool.map(square, upTo(10)))).toEqual(squares(10));
  });

  it('goes on with a Redis that was full, once there is room', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    const pool = makePool(redis.url);
    expect(await within(pool.map(square, [2]))).toEqual([4]);
    const admin = new Redis(redis.url);
    onEnd(() => admin.disconnect());
    await admin.config('SET', 'maxmemory', '1');
    const waiting = pool.map(square, upTo(100));
    const early = Promise.race([waiting.then(() => 'done', String), sleep(1500).then(() => 'waits')]);
    expect(await early).toBe('waits');
    await admin.config('SET', 'maxmemory', '0');
    expect(await within(waiting)).toEqual(squares(100));
  });

  it('keeps results for as long as Redis is full when they are ready', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    const traces = probe();
    const pool = makePool(redis.url);
    const admin = new Redis(redis.url);
    onEnd(() => admin.disconnect());
    const waiting = pool.map(gated, [traces.item(7)]);
    await traces.until((lines) => lines.includes('began 7'));
    await admin.config('SET', 'maxmemory', '1');
    traces.open();
    await traces.until((lines) => lines.includes('ended 7'));
    // As long as it is full, there is no way for the result; after that there must be one.
    await sleep(1000);
    await admin.config('SET', 'maxmemory', '0');
    expect(await within(waiting, 60_000)).toEqual([7]);
    expect(traces.lines()).toEqual(['began 7', 'ended 7']);
  });

  it('tells of a Redis that stays full, or away, when patience is over', async () => {
    const redis = await startRedis('--maxmemory', '1');
    const full = await rejection(makePool(redis.url, { patience: 500 }).map(square, upTo(5)));
    expect(full).toBeInstanceOf(PoolError);
    expect(String(full)).toContain("Cannot use queue 'etl': OOM command not allowed");
    await redis.kill();
    const pool = makePool(redis.url, { patience: 500 });
    const away = await rejection(pool.map(square, upTo(5), { settle: true }));
    expect(String(away)).toContain(`Cannot use queue 'etl': connect ECONNREFUSED 127.0.0.1:${redis.port}`);
    expect(pool.stats.jobs).toBe(0);
  });

  it('asks Redis anew after it has given up', async () => {
    const redis = await startRedis();
    await redis.kill();
    const pool = makePool(redis.url, { patience: 300 });
    expect(await rejection(pool.map(square, [1]))).toBeInstanceOf(PoolError);
    await redis.start();
    await startWorker('etl', redis.url);
    expect(await within(pool.map(square, [3]))).toEqual([9]);
  });

  it('tells of a wrong password before its patience is over', async () => {
    const redis = await startRedis('--requirepass', 'right');
    const wrong = { host: '127.0.0.1', port: redis.port, password: 'wrong' };
    const error = await rejection(makePool(wrong).map(square, upTo(5)));
    expect(error).toBeInstanceOf(PoolError);
    expect(String(error)).toContain("Cannot use queue 'etl': WRONGPASS");
    const none = await rejection(makePool(redis.url).map(square, upTo(5)));
    expect(String(none)).toContain("Cannot use queue 'etl': NOAUTH");
  });

  it('loses nothing when a worker is killed with -9', async () => {
    const redis = await startRedis();
    const doomed = await startWorker('etl', redis.url, { processes: 2 });
    await startWorker('etl', redis.url, { processes: 2 });
    const pool = makePool(redis.url, { processes: 4 });
    let seen = 0;
    const outcomes = await collect(
      range(0, 300).pipe(
        poolImapUnordered(slowly, { pool, settle: true }),
        tap(() => ++seen === 50 && doomed.child.kill('SIGKILL')),
      ),
      50_000,
    );
    expect(valuesOf(outcomes)).toEqual(squares(300));
  });

  it('tells of a Redis that is there and does not answer, when patience is over', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    const pool = makePool(redis.url, { patience: 1000 });
    expect(await within(pool.map(square, [2]))).toEqual([4]);
    const goOn = redis.pause();
    onEnd(goOn);
    const error = await rejection(pool.map(square, upTo(5)));
    expect(String(error)).toContain("Cannot use queue 'etl': Redis does not answer");
    goOn();
    expect(await within(pool.map(square, [3]))).toEqual([9]);
  });

  it('ends what runs for ever for a driver that was killed', async () => {
    const redis = await startRedis();
    const traces = probe();
    const modules = await TaskModules.read([tasks], false);
    const worker = new QueueWorker(
      { queue: 'etl', connection: redis.url, modules, processes: 1, silentDriver: 2000 },
      { done: () => undefined, refused: () => undefined, trouble: () => undefined },
    );
    onEnd(() => worker.terminate());
    const driver = fork(fileURLToPath(new URL('driver.mjs', import.meta.url)), [redis.url, traces.log]);
    onEnd(() => driver.kill('SIGKILL'));
    await traces.until((lines) => lines.length > 0);
    driver.kill('SIGKILL');
    expect(await within(makePool(redis.url).map(square, [3]), 30_000)).toEqual([9]);
  });

  it('leaves nothing of a driver that was killed, after some time', async () => {
    const redis = await startRedis();
    const modules = await TaskModules.read([tasks], false);
    const worker = new QueueWorker(
      { queue: 'etl', connection: redis.url, modules, processes: 2, leftoversAge: 4000 },
      { done: () => undefined, refused: () => undefined, trouble: () => undefined },
    );
    onEnd(() => worker.terminate());
    await worker.ready();
    const admin = new Redis(redis.url);
    onEnd(() => admin.disconnect());
    const jobs = async (): Promise<string[]> => {
      const keys = await admin.keys('*');
      // What BullMQ knows of the queue itself: its settings, a counter, and the ids of past jobs.
      return keys.filter((key) => !/:(?:meta|id|events|marker|stalled-check)$/.test(key));
    };
    const driver = fork(fileURLToPath(new URL('driver.mjs', import.meta.url)), [redis.url]);
    onEnd(() => driver.kill('SIGKILL'));
    await within(once(driver, 'message'));
    driver.kill('SIGKILL');
    await once(driver, 'exit');
    expect((await jobs()).length).toBeGreaterThan(0);
    for (const end = Date.now() + 30_000; Date.now() < end && (await jobs()).length > 0;) await sleep(100);
    expect(await jobs()).toEqual([]);
    expect(JSON.stringify(await admin.xrange('bull:etl:events', '-', '+'))).not.toContain('answer');
  });

  // By more than results are kept, a machine may remove those of another as too old: they are made again then.
  it.each([
    ['by minutes', 1_200_000, 525],
    ['by hours', 7_200_000, 5000],
  ])('does not mind clocks that differ %s', async (_by, skew, mostRuns) => {
    const redis = await startRedis();
    const traces = probe();
    const execArgv = ['--import', new URL('skew.mjs', import.meta.url).href];
    for (const SKEW of [skew, -skew]) {
      await startWorker('etl', redis.url, { env: { SKEW: String(SKEW) }, execArgv });
    }
    const pool = makePool(redis.url, { processes: 4 });
    const results = await within(pool.map(noted, traces.items(500), { chunksize: 1 }), 40_000);
    expect(results).toEqual(upTo(500));
    const runs = upTo(500).map((x) => traces.lines().filter((line) => line === `ran ${x}`).length);
    expect(Math.min(...runs)).toBe(1);
    // A machine that is busy with other things may be taken for dead, now and then.
    expect(traces.lines().length).toBeLessThanOrEqual(mostRuns);
  });

  it('serves two drivers on one queue in turns', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url, { processes: 2 });
    const [one, other] = [makePool(redis.url), makePool(redis.url)];
    const long = collect(range(0, 400).pipe(poolImap(slowly, { pool: one })), 50_000);
    let isLongOver = false;
    void long.finally(() => (isLongOver = true));
    expect(await within(other.map(slowly, upTo(40)), 40_000)).toEqual(squares(40));
    expect(isLongOver).toBe(false);
    expect(await long).toEqual(squares(400));
  });
});
