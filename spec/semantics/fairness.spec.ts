import { poolFrom, poolImap, poolImapUnordered } from 'rxjs-pool';
import { firstValueFrom, from, NEVER, shareReplay, startWith, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { settingsByChunksize, sharedPool, terminatedAfterEach, workerBackends } from '../conformance.js';
import { held } from '../fixtures/tasks.js';
import { collect, counted, drain, probes, turn, upTo, within } from '../helpers.js';

const identity = (x: number) => x;

describe.each(settingsByChunksize())('$name', ({ create, chunksize }) => {
  const shared = sharedPool(() => create());

  it('a large job does not block one that comes later', async () => {
    const pool = shared();
    const enough = new AbortController();
    const busy = (x: number) => {
      const end = performance.now() + 0.5;
      while (performance.now() < end);
      return x;
    };
    // It would take longer than any spec may.
    const large = pool.map(busy, upTo(1_000_000), { chunksize, signal: enough.signal });
    expect(await within(pool.map(identity, upTo(14), chunksize))).toEqual(upTo(14));
    enough.abort(new Error('enough'));
    await expect(within(large)).rejects.toThrow('enough');
  });

  it('an endless job does not block others', async () => {
    const pool = shared();
    const subscription = poolFrom(counted()).pipe(poolImap(identity, { pool, chunksize })).subscribe();
    for (let x = 0; x < 5; x++) {
      expect(await within(pool.map(identity, upTo(20), chunksize))).toEqual(upTo(20));
    }
    subscription.unsubscribe();
    expect(pool.stats.jobs).toBe(0);
  });

  it('a job whose source is silent, and one that nobody reads, do not block others', async () => {
    const pool = shared();
    const silent = NEVER.pipe(startWith(1), poolImap(identity, { pool, chunksize })).subscribe();
    const unread = pool.imap(identity, counted(), { chunksize });
    expect(await collect(from(upTo(50)).pipe(poolImap(identity, { pool, chunksize })))).toEqual(upTo(50));
    silent.unsubscribe();
    await unread.return();
  });

  it('jobs of the same kind advance together', async () => {
    const pool = shared();
    const busy = (x: number) => {
      const end = performance.now() + 1;
      while (performance.now() < end);
      return x;
    };
    // Loaded before, so that all three begin at once.
    await within(pool.apply(busy, [1]));
    const progress = [0, 0, 0];
    const shortest: number[] = [];
    await within(
      Promise.all(
        progress.map(async (_none, job) => {
          const values = from(upTo(140)).pipe(poolImapUnordered(busy, { pool, chunksize }));
          await new Promise<void>((resolve, reject) => {
            values.subscribe({
              next() {
                progress[job] = (progress[job] ?? 0) + 1;
              },
              error: reject,
              complete() {
                shortest.push(Math.min(...progress));
                resolve();
              },
            });
          });
        }),
      ),
    );
    // None waits for another to end. How far each comes in which time is said in virtual time, by `pool-imap-fair` and
    // `pool-imap-fair-time` in `marbles/`: here, a busy machine may charge a job for time that its items did not have.
    expect(shortest[0]).toBeGreaterThan(0);
  });

  it('sources are not starved: a subject that is fed meanwhile gets its turn', async () => {
    const pool = shared();
    const endless = poolFrom(counted()).pipe(poolImapUnordered(identity, { pool, chunksize })).subscribe();
    const source = new Subject<number>();
    const results = collect(source.pipe(poolImap(identity, { pool, chunksize })));
    for (const x of upTo(20)) {
      source.next(x);
      await turn();
    }
    source.complete();
    expect(await results).toEqual(upTo(20));
    endless.unsubscribe();
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('a slow item of one job does not hold up the quick items of another', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    await within(pool.map(identity, upTo(4), 1));
    const slow = pool.map(held, [traces.item(0)]);
    await traces.until((lines) => lines.includes('began 0'));
    // One worker is taken for good, and the other has to do for all of these.
    expect(await within(pool.map(identity, upTo(100), 1))).toEqual(upTo(100));
    expect(await drain(pool.imap(identity, upTo(100)))).toEqual(upTo(100));
    traces.open();
    expect(await within(slow)).toEqual([0]);
  });

  it('nor does it when another slow item waits for its turn', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const [quick, slow] = [new Subject<number>(), new Subject<ReturnType<typeof traces.item>>()];
    const seen: number[] = [];
    const results = collect(slow.pipe(poolImap(held, { pool })));
    const isKnownAsQuick = new Promise<void>((resolve) => {
      quick.pipe(poolImap(identity, { pool })).subscribe((x) => {
        seen.push(x);
        resolve();
      });
    });
    quick.next(0);
    await within(isKnownAsQuick);
    // The first slow item has a worker, the second quick one may wait behind it, and the second slow one for either.
    slow.next(traces.item(0));
    quick.next(1);
    quick.next(2);
    slow.next(traces.item(1));
    await traces.until((lines) => lines.includes('began 1'));
    expect(seen).toEqual([0, 1, 2]);
    traces.open();
    slow.complete();
    expect(await results).toEqual([0, 1]);
    quick.complete();
  });

  it('nor does it when the other worker has just died', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const [quick, slow, deadly] = [
      new Subject<number>(),
      new Subject<ReturnType<typeof traces.item>>(),
      new Subject<number>(),
    ];
    const slowResults = collect(slow.pipe(poolImap(held, { pool })));
    const deaths = collect(
      deadly.pipe(poolImap((code: number) => process.exit(code), { pool, settle: true })),
    );
    const quickResults = quick.pipe(poolImap(identity, { pool }), shareReplay());
    const first = within(firstValueFrom(quickResults));
    quick.next(0);
    expect(await first).toBe(0);
    slow.next(traces.item(0));
    deadly.next(1);
    quick.next(1);
    slow.complete();
    deadly.complete();
    quick.complete();
    expect(await deaths).toMatchObject([{ status: 'rejected' }]);
    expect(await collect(quickResults)).toEqual([0, 1]);
    traces.open();
    expect(await slowResults).toEqual([0]);
  });

  it('a slow item holds up no quick item of its own job', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const waitAt0 = async (item: { gate: string; value: number }) => {
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (item.value === 0 && !existsSync(item.gate))
        await new Promise((resolve) => setTimeout(resolve, 2));
      return item.value;
    };
    const seen: number[] = [];
    await within(
      new Promise<void>((resolve, reject) => {
        from(traces.items(100))
          .pipe(poolImapUnordered(waitAt0, { pool }))
          .subscribe({
            next(value) {
              seen.push(value);
              // All that can be done without the first is done.
              if (seen.length === 99) traces.open();
            },
            error: reject,
            complete: resolve,
          });
      }),
      5000,
    );
    expect(seen.at(-1)).toBe(0);
    expect(seen).toHaveLength(100);
  });

  it.runIf(backend.sharesMemory)(
    'apply behind a map of a million items answers after a few of them',
    async () => {
      const pool = owned(backend.create({ processes: 2 }));
      const ran = new Int32Array(new SharedArrayBuffer(4));
      const count = (x: number) => {
        Atomics.add(ran, 0, 1);
        for (const end = performance.now() + 0.005; performance.now() < end;);
        return x;
      };
      const large = pool.map(count, upTo(1_000_000));
      large.catch(() => undefined);
      while (Atomics.load(ran, 0) < 1000) await turn();
      const before = Atomics.load(ran, 0);
      expect(await within(pool.apply(identity, [7]))).toBe(7);
      // Workers get about a millisecond of work at a time, which is 200 of them.
      expect(Atomics.load(ran, 0) - before).toBeLessThan(20_000);
      await pool.terminate();
    },
  );

  it('the slow chunks of one job leave another its share of workers', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const slow = from(traces.items(50))
      .pipe(poolImapUnordered(held, { pool, onUnsubscribe: 'kill' }))
      .subscribe();
    await traces.until((lines) => lines.length === 2);
    const other = within(pool.map(identity, upTo(10), 1));
    // The next chunk of the slow job waits until the other job has had its turn.
    traces.open();
    expect(await other).toEqual(upTo(10));
    slow.unsubscribe();
  });
});
