import { Pool, poolImap } from 'rxjs-pool';
import { virtualExecutor } from 'rxjs-pool/testing';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { backends, terminatedAfterEach, workerBackends } from '../conformance.js';
import { held } from '../fixtures/tasks.js';
import { probes, rejection, within } from '../helpers.js';

describe('stats.oldest', () => {
  /** What a look at the pool sees at each of these frames. */
  function looks(frames: readonly number[], duration: number, retries = 0): number[] {
    const seen: number[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ cold }) => {
      const crashes = (item: string): boolean => retries > 0 && item === 'a';
      const pool = new Pool({ executor: virtualExecutor(scheduler, { duration, crashes }) });
      for (const frame of frames) scheduler.schedule(() => seen.push(pool.stats.oldest), frame);
      const subscription = cold('ab 98ms c|')
        .pipe(poolImap((item) => item, { pool, retries, settle: true }))
        .subscribe();
      scheduler.schedule(() => subscription.unsubscribe(), 1000);
    });
    return seen;
  }

  it('is the time that the item has waited which has waited longest', () => {
    // b waits from 1 to 200, and c, which comes at 100, until 400.
    expect(looks([0, 50, 150, 210, 350, 401], 200)).toEqual([0, 50, 150, 110, 250, 0]);
  });

  it('counts from the first look', () => {
    expect(looks([60, 160, 350], 200)).toEqual([0, 100, 250]);
  });

  it('counts an item that runs again from when it came, and is 0 when nobody waits for it any more', () => {
    expect(looks([0, 150, 350, 1001], 200, 9)).toEqual([0, 150, 350, 0]);
  });
});

describe.each(backends)('stats, $name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('tell the state', async () => {
    const pool = owned(backend.create());
    expect(pool.stats.state).toBe('open');
    pool.close();
    expect(pool.stats.state).toBe('closed');
    await within(pool.terminate());
    expect(pool.stats.state).toBe('terminated');
  });

  it('tell how long an item has waited while another runs', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    expect(pool.stats.oldest).toBe(0);
    const traces = probe();
    const before = performance.now();
    const result = pool.map(held, traces.items(20), 1);
    const after = performance.now();
    await traces.until((lines) => lines.length > 0);
    const least = performance.now() - after;
    const { oldest, queued } = pool.stats;
    expect(queued).toBeGreaterThan(0);
    expect(oldest).toBeGreaterThanOrEqual(least);
    expect(oldest).toBeLessThanOrEqual(performance.now() - before);
    traces.open();
    await within(result);
    expect(pool.stats).toMatchObject({ queued: 0, oldest: 0 });
  });
});

describe.each(workerBackends)('stats of a pool whose initializer fails, $name', (backend) => {
  const owned = terminatedAfterEach();

  it('tell that it is broken', async () => {
    const pool = owned(
      backend.create({
        processes: 1,
        initializer: () => {
          throw new Error('no database');
        },
      }),
    );
    expect(pool.stats.state).toBe('open');
    await rejection(pool.apply(() => 1));
    expect(pool.stats.state).toBe('broken');
    await within(pool.terminate());
    expect(pool.stats.state).toBe('terminated');
  });
});
