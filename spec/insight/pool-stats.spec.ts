import { Pool, poolConcatMap, poolImap, poolImapUnordered, type PoolObserver } from 'rxjs-pool';
import { poolStats, type PoolSample } from 'rxjs-pool/insight';
import { virtualExecutor, type VirtualExecutorOptions } from 'rxjs-pool/testing';
import { from, interval, lastValueFrom, range, take, timer, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { backends, terminatedAfterEach } from '../conformance.js';
import { upTo, within } from '../helpers.js';

/** Looks at a pool in virtual time while it does something, until `frames` are over. */
function looks(
  options: VirtualExecutorOptions,
  period: number,
  frames: number,
  use: (pool: Pool, scheduler: TestScheduler) => void,
): PoolSample[] {
  const samples: PoolSample[] = [];
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    const pool = new Pool({ executor: virtualExecutor(scheduler, options) });
    const subscription = poolStats(pool, period, scheduler).subscribe((sample) => samples.push(sample));
    use(pool, scheduler);
    scheduler.schedule(() => subscription.unsubscribe(), frames);
  });
  return samples;
}

describe('poolStats', () => {
  it('tells what is done, how fast, and how much of their time the workers had work', () => {
    // Six items of 200 ms on two workers: three rounds.
    const samples = looks({ processes: 2, duration: 200 }, 500, 1100, (pool) =>
      from(upTo(6))
        .pipe(poolImap((x) => x, { pool }))
        .subscribe(),
    );
    expect(samples).toMatchObject([
      { done: 4, donePerSecond: 8, utilization: 1, workers: { busy: 2, idle: 0 }, queued: 0 },
      { done: 6, donePerSecond: 4, utilization: 0.2, workers: { busy: 0, idle: 2 }, queued: 0 },
    ]);
  });

  it('counts a worker as busy while an item lasts that is longer than the period', () => {
    const samples = looks({ processes: 2, duration: 1000 }, 400, 900, (pool) =>
      from([1])
        .pipe(poolImap((x) => x, { pool }))
        .subscribe(),
    );
    expect(samples.map(({ utilization }) => utilization)).toEqual([0.5, 0.5]);
  });

  it('tells what waits, and for how long', () => {
    const samples = looks({ duration: 1000 }, 300, 700, (pool) =>
      from(upTo(4))
        .pipe(poolImap((x) => x, { pool }))
        .subscribe(),
    );
    expect(samples.map(({ queued, oldest }) => ({ queued, oldest }))).toEqual([
      { queued: 3, oldest: 300 },
      { queued: 3, oldest: 600 },
    ]);
  });

  it('tells failures and retries', () => {
    const fail = (x: number): number => {
      throw new RangeError(String(x));
    };
    const samples = looks({ duration: 100 }, 500, 600, (pool) =>
      from([1, 2])
        .pipe(poolImap(fail, { pool, settle: true, retries: 1 }))
        .subscribe(),
    );
    expect(samples).toMatchObject([
      { failed: 2, retried: 2, failedPerSecond: 4, retriedPerSecond: 4, donePerSecond: 0 },
    ]);
  });

  it('tells values from items, and which of them have to wait', () => {
    const samples = looks({ processes: 2 }, 500, 1100, (pool, scheduler) =>
      from(upTo(2))
        .pipe(poolConcatMap((x) => (x === 0 ? timer(900, scheduler) : upTo(20)), { pool, buffersize: 6 }))
        .subscribe(),
    );
    expect(samples).toMatchObject([
      { done: 0, paused: 1 },
      { done: 2, paused: 0, donePerSecond: 4 },
    ]);
    const values = samples.reduce((sum, { valuesPerSecond }) => sum + valuesPerSecond / 2, 0);
    expect(values).toBe(21);
    expect(samples[0]?.valuesPerSecond).toBeLessThanOrEqual(12);
    const results = looks({ duration: 100 }, 500, 600, (pool) =>
      from(upTo(3))
        .pipe(poolImap((x) => x, { pool }))
        .subscribe(),
    );
    expect(results).toMatchObject([{ done: 3, valuesPerSecond: 6, paused: 0 }]);
  });

  it('tells rates of each period, not of the whole', () => {
    const samples = looks({ duration: 1 }, 1000, 3100, (pool) =>
      interval(100)
        .pipe(
          take(31),
          poolImapUnordered((x) => x, { pool }),
        )
        .subscribe(),
    );
    expect(samples.map(({ donePerSecond }) => donePerSecond)).toEqual([9, 10, 10]);
  });

  it('ends with the pool', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ expectObservable }) => {
      const pool = new Pool({ executor: virtualExecutor(scheduler, { duration: 3 }) });
      from([1, 2])
        .pipe(poolImap((x) => x, { pool }))
        .subscribe();
      scheduler.schedule(() => pool.close(), 1);
      const states = poolStats(pool, 4);
      expectObservable(states).toBe('----a---(b|)', {
        a: expect.objectContaining({ state: 'closed', jobs: 1, done: 1 }),
        b: expect.objectContaining({ state: 'closed', jobs: 0, done: 2 }),
      });
    });
  });

  it('uses the time of the scheduler that it is given, and says how late it comes', () => {
    const pool = new Pool({ executor: virtualExecutor(new TestScheduler(() => undefined)) });
    const late = new TestScheduler(() => undefined);
    const delays: number[] = [];
    let now = 0;
    // A thread that is busy with something else: time goes on, and timers wait.
    late.now = () => now;
    const subscription = poolStats(pool, 10, late).subscribe(({ delay }) => {
      delays.push(delay);
      subscription.unsubscribe();
    });
    now = 35;
    late.flush();
    expect(delays).toEqual([25]);
  });

  it('has the executor told nothing while nobody is subscribed', () => {
    const told: unknown[] = [];
    const scheduler = new TestScheduler(() => undefined);
    const executor = Object.assign(virtualExecutor(scheduler), {
      observe: (observer: PoolObserver | undefined) => told.push(observer?.isMeasured),
    });
    const pool = new Pool({ executor });
    const stats = poolStats(pool);
    expect(told).toEqual([]);
    const one = stats.subscribe();
    const two = stats.subscribe();
    one.unsubscribe();
    expect(told.at(-1)).toBe(false);
    two.unsubscribe();
    expect(told.at(-1)).toBeUndefined();
    expect(told).toHaveLength(4);
  });

  it.each([
    [{}, 1, 'Cannot create poolStats: pool must be a Pool: received '],
    [
      new Pool(1),
      0,
      'Cannot create poolStats: period must be a number of milliseconds greater than 0: received 0',
    ],
    [
      new Pool(1),
      '1',
      "Cannot create poolStats: period must be a number of milliseconds greater than 0: received '1'",
    ],
  ])('refuses %o, %o', (pool, period, message) => {
    expect(() => poolStats(pool as Pool, period as number)).toThrow(message);
  });
});

describe.each(backends)('poolStats, $name', (backend) => {
  const owned = terminatedAfterEach();

  it('looks at a pool until it has ended', async () => {
    const pool = owned(backend.create());
    const samples = lastValueFrom(poolStats(pool, 5).pipe(toArray()));
    const doubled = await within(
      lastValueFrom(
        range(0, 50).pipe(
          poolImap((x) => x * 2, { pool }),
          toArray(),
        ),
      ),
    );
    expect(doubled).toEqual(upTo(50).map((x) => x * 2));
    pool.close();
    const all = await within(samples);
    expect(all.at(-1)).toMatchObject({ state: 'closed', jobs: 0, done: 50, failed: 0 });
    expect(all.every(({ utilization }) => utilization >= 0 && utilization <= 1)).toBe(true);
    expect(all.some(({ utilization }) => utilization > 0)).toBe(true);
  });

  it('lets go of the pool when it is unsubscribed', async () => {
    const pool = owned(backend.create());
    poolStats(pool, 5).subscribe().unsubscribe();
    expect(await within(pool.map((x: number) => x + 1, [1, 2]))).toEqual([2, 3]);
  });
});
