import { Pool, poolConcatMap, poolImap, type MapOptions } from 'rxjs-pool';
import { collectInsights, formatInsights, type PoolInsights } from 'rxjs-pool/insight';
import { virtualExecutor, type VirtualExecutorOptions } from 'rxjs-pool/testing';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { backends, terminatedAfterEach, workerBackends } from '../conformance.js';
import { upTo, within } from '../helpers.js';

/** The insights into a job in virtual time. */
function insightsInto(
  options: VirtualExecutorOptions,
  source: (scheduler: TestScheduler) => Observable<number>,
  job: MapOptions<number> = {},
): PoolInsights {
  const scheduler = new TestScheduler(() => undefined);
  return scheduler.run(({ flush }) => {
    const pool = new Pool({ executor: virtualExecutor(scheduler, options) });
    const collector = collectInsights(pool);
    source(scheduler)
      .pipe(
        poolImap(
          function square(x: number) {
            return x * x;
          },
          { ...job, pool },
        ),
      )
      .subscribe({ error: () => undefined });
    flush();
    return collector.read();
  });
}

describe('insights', () => {
  it('tell where the time of each worker went', () => {
    const { duration, working, workers, slowest } = insightsInto(
      { processes: 2, duration: (x: number) => 10 * x },
      () => from([3, 1, 1]),
    );
    expect(duration).toBe(30);
    expect(working).toBeCloseTo(50 / 60);
    expect(workers).toMatchObject([
      { workerId: 1, items: 1, messages: 1, working: 30, waiting: 0 },
      { workerId: 2, items: 2, messages: 2, working: 20, waiting: 10 },
    ]);
    expect(slowest).toMatchObject([
      { index: 0, name: 'square', workerId: 1, duration: 30, attempt: 0 },
      { index: 1, workerId: 2, duration: 10 },
      { index: 2, workerId: 2, duration: 10 },
    ]);
  });

  it('keep the ten slowest items, the slowest first', () => {
    const { slowest } = insightsInto({ duration: (x: number) => x }, () => from([...upTo(30), 12.5]));
    expect(slowest.map(({ duration }) => duration)).toEqual(upTo(10).map((at) => 29 - at));
  });

  it('leave out the time between jobs, and count that in which a job waits for its source', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ cold, flush }) => {
      const pool = new Pool({ executor: virtualExecutor(scheduler, { duration: 10 }) });
      const insights = collectInsights(pool);
      const source = cold<number>('a 49ms (b|)', { a: 1, b: 2 });
      source.pipe(poolImap((x) => x, { pool })).subscribe();
      scheduler.schedule(
        () =>
          void from([1])
            .pipe(poolImap((x) => x, { pool }))
            .subscribe(),
        1000,
      );
      flush();
      expect(insights.read()).toMatchObject({ duration: 70, workers: [{ working: 30, waiting: 40 }] });
    });
  });

  it('count failures, and items that cost their worker', () => {
    const crashes = (x: number): boolean => x === 2;
    const { workers } = insightsInto({ crashes, duration: 1 }, () => from([1, 2, 3]), {
      settle: true,
      retries: 1,
    });
    expect(workers).toMatchObject([{ items: 4, failed: 2 }]);
  });

  describe('advise', () => {
    it('a smaller chunksize, if others had nothing to do while one was at a large chunk', () => {
      const { advice, tail } = insightsInto({ processes: 4, duration: 10 }, () => from(upTo(100)), {
        chunksize: 50,
      });
      expect(tail).toMatchObject({ duration: 500, lost: 1000, items: 50, chunksize: 50 });
      expect(advice).toBe(
        'Others had nothing left to do for up to 500 ms while worker 1 was at items 0 to 49 in one message: choose a chunksize below 50, so that they can be shared out.',
      );
    });

    it('the longest items first, if others had nothing to do while one was at such an item', () => {
      const duration = (x: number): number => (x === 9 ? 200 : 10);
      const { advice } = insightsInto({ processes: 2, duration }, () => from(upTo(10)));
      expect(advice).toBe(
        'Others had nothing left to do for up to 190 ms while worker 2 was at item 9: put the longest items first, or split them.',
      );
    });

    it('a faster source, if workers wait for it', () => {
      const { advice } = insightsInto({ duration: 1 }, (scheduler) =>
        scheduler.createColdObservable('a---------a---------(a|)', { a: 1 }),
      );
      expect(advice).toBe(
        'Workers wait for items 86 % of their time: the source or the main thread is slower than they are.',
      );
    });

    it('to do more in each item, if they are quicker than their way', () => {
      const { advice } = insightsInto({ duration: 0.001 }, (scheduler) =>
        scheduler.createColdObservable('a---------a---------(a|)', { a: 1 }),
      );
      expect(advice).toBe(
        'An item takes 1 µs, less than its way to a worker: do more in each, or use plain map().',
      );
    });

    it('nothing, where nothing is lost', () => {
      const { advice } = insightsInto({ processes: 2, duration: 10 }, () => from(upTo(20)));
      expect(advice).toBe(
        "100 % of the workers' time goes into your function: there is little left to gain.",
      );
    });

    it('nothing, before anything has run', () => {
      expect(collectInsights(new Pool(1)).read().advice).toBe('No item has run yet.');
    });
  });

  it('tell values from items, and pauses from work', async () => {
    const [own, other] = [new Pool(1), new Pool(1)];
    try {
      const insights = collectInsights(own);
      const halves = function* halves(x: number) {
        for (let at = 0; at < 40; at++) yield x;
      };
      const slow = async (x: number) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        return x;
      };
      await within(
        lastValueFrom(
          from([1, 2]).pipe(
            poolConcatMap(halves, { pool: own, buffersize: 2 }),
            poolImap(slow, { pool: other, buffersize: 2 }),
          ),
        ),
      );
      const read = insights.read();
      const [worker] = read.workers;
      expect(worker).toMatchObject({ items: 2, values: 80 });
      // The consumer takes 800 ms, the generators next to nothing.
      expect(worker?.paused).toBeGreaterThan(400);
      expect(worker?.working).toBeLessThan(read.duration / 2);
      expect(read.slowest[0]?.duration).toBeLessThan(read.duration / 2);
      expect(formatInsights(read)).toMatch(/^worker  items  values .* working  paused  copying\n/);
      expect(read.advice).toMatch(
        /^Workers wait \d+ % of their time until values are taken: whoever takes them is slower than they are\.$/,
      );
    } finally {
      await Promise.all([own.terminate(), other.terminate()]);
    }
  });

  it('print as a table', () => {
    const insights = insightsInto({ processes: 2, duration: (x: number) => 10 * x }, () => from([3, 1, 1]));
    expect(formatInsights(insights)).toBe(
      `
worker  items  failed  messages  starts  start-up  waiting  working  copying
     1      1       0         1       0      0 µs     0 µs    30 ms     0 µs
     2      2       0         2       0      0 µs    10 ms    20 ms     0 µs

30 ms; 83 % of the workers' time in the function; 0 % of the work is copying
about 27 bytes to the workers, 27 bytes back
the slowest:
     30 ms  item 0 of square, worker 1
     10 ms  item 1 of square, worker 2
     10 ms  item 2 of square, worker 2

Others had nothing left to do for up to 10 ms while worker 1 was at item 0: put the longest items first, or split them.`.trimStart(),
    );
  });
});

describe.each(backends)('insights, $name', (backend) => {
  const owned = terminatedAfterEach();

  it('add up while they are collected, and not after', async () => {
    const pool = owned(backend.create());
    const insights = collectInsights(pool);
    // The clocks of some browsers stand still for longer than a quick item takes.
    const untilClockMoves = (x: number): number => {
      const start = performance.now();
      while (performance.now() === start);
      return x;
    };
    await within(pool.map(untilClockMoves, upTo(100)));
    insights.stop();
    await within(pool.map(untilClockMoves, upTo(100)));
    const { workers, slowest, bytesOut, bytesBack, working } = insights.read();
    expect(workers.reduce((sum, { items }) => sum + items, 0)).toBe(100);
    expect(workers).toHaveLength(pool.processes);
    expect(slowest).toHaveLength(10);
    expect([bytesOut, bytesBack].every((bytes) => bytes > 100)).toBe(true);
    expect(working).toBeGreaterThan(0);
  });
});

describe.each(workerBackends)('insights into workers, $name', (backend) => {
  const owned = terminatedAfterEach();

  it('tell how they start, and of which item one died', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const insights = collectInsights(pool);
    const exits = (x: number): number => (x === 2 ? process.exit(1) : x);
    await within(pool.map(exits, [1, 2, 3], { settle: true }));
    const { workers } = insights.read();
    expect(workers).toMatchObject([{ starts: 2, crashes: 1, failed: 1 }]);
    expect(workers[0]?.startUp).toBeGreaterThan(0);
  });

  it('measure each item, also one that returns a promise, or throws', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const insights = collectInsights(pool);
    const mixed = (x: number): number | Promise<number> => {
      if (x === 2) throw new RangeError('not this one');
      return x === 1 ? Promise.resolve(x) : x;
    };
    await within(pool.map(mixed, [0, 1, 2, 3], { chunksize: 4, settle: true }));
    const { slowest, workers } = insights.read();
    expect(slowest.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    expect(slowest.every(({ duration }) => duration >= 0)).toBe(true);
    expect(workers).toMatchObject([{ items: 4, failed: 1, messages: 1 }]);
  });
});
