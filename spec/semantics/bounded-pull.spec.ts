import { rmSync } from 'node:fs';
import { poolFrom, poolImap, poolImapUnordered, poolMap } from 'rxjs-pool';
import { concatMap, filter, from, map, mergeMap, range, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { settings, settingsByChunksize, sharedPool, terminatedAfterEach } from '../conformance.js';
import {
  collect,
  counted,
  type CountedSource,
  countedAsync,
  drain,
  probes,
  record,
  rejection,
  turn,
  turns,
  upTo,
  within,
} from '../helpers.js';

const identity = (x: number) => x;

/** Waits until a source is read, which begins when the function can travel, and no more of it is. */
async function atRest({ counts }: Pick<CountedSource, 'counts'>): Promise<void> {
  while (counts.pulled === 0) await turns(1);
  await turns(50);
}

const waitAt0 = async (item: { gate: string; value: number }) => {
  const { existsSync } = process.getBuiltinModule('node:fs');
  while (item.value === 0 && !existsSync(item.gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  return item.value;
};

describe.each(settingsByChunksize())('$name', ({ create, chunksize }) => {
  const shared = sharedPool(() => create());
  const owned = terminatedAfterEach();
  const probe = probes();

  it('no more than buffersize items are taken and not delivered, also behind a slow first item', async () => {
    const traces = probe();
    const pool = shared();
    const buffersize = 4 * chunksize;
    for (const source of [counted(40 * chunksize), countedAsync(40 * chunksize)]) {
      rmSync(traces.gate, { force: true });
      let delivered = 0;
      let most = 0;
      const items = (async function* () {
        for await (const x of source) {
          most = Math.max(most, source.counts.pulled - delivered);
          yield traces.item(x);
        }
      })();
      const results = poolFrom(items).pipe(poolImap(waitAt0, { pool, chunksize, buffersize }));
      const whole = within(
        new Promise<number[]>((resolve, reject) => {
          const values: number[] = [];
          results.subscribe({
            next(value) {
              delivered++;
              values.push(value);
            },
            error: reject,
            complete: () => resolve(values),
          });
        }),
      );
      // The first result is missing: the others run as far ahead as they may, and nothing is delivered.
      await atRest(source);
      expect(delivered).toBe(0);
      expect(source.counts.pulled).toBeGreaterThan(0);
      traces.open();
      expect(await whole).toEqual(upTo(40 * chunksize));
      expect(most).toBeLessThanOrEqual(buffersize);
    }
  });

  it('imap takes no more than buffersize items ahead of the results that were asked for', async () => {
    const pool = shared();
    const buffersize = 3 * chunksize;
    const source = counted();
    const iterator = pool.imap(identity, source, { chunksize, buffersize });
    for (let x = 0; x < 50; x++) {
      expect(await within(iterator.next())).toEqual({ done: false, value: x });
      expect(source.counts.pulled).toBeLessThanOrEqual(x + 1 + buffersize);
    }
    await iterator.return();
    expect(source.counts).toMatchObject({ opened: 1, closed: 1 });
  });

  it('imap takes no more than buffersize items behind a slow first item, also while it is being read', async () => {
    const traces = probe();
    const pool = shared();
    // Not whole chunks: what is left over must neither be taken too early nor be waited for.
    const buffersize = 2 * chunksize + 3;
    const source = counted(20 * chunksize);
    let read = 0;
    let most = 0;
    const items = (function* () {
      for (const x of source) {
        most = Math.max(most, source.counts.pulled - read);
        yield traces.item(x);
      }
    })();
    const iterator = pool.imap(waitAt0, items, { chunksize, buffersize });
    const values: number[] = [];
    const first = iterator.next();
    await atRest(source);
    expect(source.counts.pulled).toBeGreaterThan(0);
    expect(source.counts.pulled).toBeLessThanOrEqual(buffersize);
    traces.open();
    for (let step = await within(first); !step.done; step = await within(iterator.next())) {
      read++;
      values.push(step.value);
      if (values.length % 10 === 0) await turns(3);
    }
    expect(values).toEqual(upTo(20 * chunksize));
    // A reader hears of a result a moment after it was let go.
    expect(most).toBeLessThanOrEqual(buffersize + 1);
  });

  it('each of several stages in a row holds no more than its buffersize', async () => {
    const traces = probe();
    const pool = shared();
    const last = owned(create());
    const waiting = async (item: { gate: string; value: number }) => {
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (!existsSync(item.gate)) await new Promise((resolve) => setTimeout(resolve, 2));
      return item.value;
    };
    const source = counted(30 * chunksize);
    const buffersize = chunksize + 1;
    let between = 0;
    let most = 0;
    const results = poolFrom(source).pipe(
      poolImapUnordered(identity, { pool, chunksize, buffersize }),
      poolImap(identity, { pool, chunksize, buffersize }),
      map((x) => {
        between++;
        most = Math.max(most, source.counts.pulled - between + 1);
        return traces.item(x);
      }),
      poolImap(waiting, { pool: last, chunksize, buffersize }),
    );
    const done = collect(results);
    for (let x = 0; x < 5; x++) await within(pool.map(identity, upTo(10)));
    expect(between).toBeLessThanOrEqual(buffersize);
    expect(source.counts.pulled).toBeLessThanOrEqual(3 * buffersize);
    traces.open();
    expect((await done).toSorted((a, b) => a - b)).toEqual(upTo(30 * chunksize));
    expect(most).toBeLessThanOrEqual(2 * buffersize);
  });

  it('imap without a reader comes to rest', async () => {
    const pool = shared();
    const buffersize = 3 * chunksize;
    const source = counted();
    const iterator = pool.imapUnordered(identity, source, { chunksize, buffersize });
    expect(await within(pool.map(identity, upTo(100)))).toEqual(upTo(100));
    await turn();
    expect(source.counts.pulled).toBeLessThanOrEqual(buffersize);
    expect(pool.stats.queued).toBeLessThanOrEqual(buffersize);
    await iterator.return();
  });

  it('endless inputs work in every operator that streams', async () => {
    const pool = shared();
    for (const operator of [poolImap, poolImapUnordered]) {
      for (const source of [counted(), countedAsync()]) {
        const results = await collect(
          poolFrom(source).pipe(operator(identity, { pool, chunksize }), take(100)),
        );
        expect(results).toHaveLength(100);
        expect(source.counts).toMatchObject({ opened: 1, closed: 1 });
      }
    }
  });

  it('take(5) of an endless input takes a bounded number of items and closes it once', async () => {
    const pool = shared();
    const source = counted();
    const buffersize = 2 * chunksize;
    expect(
      await collect(poolFrom(source).pipe(poolImap(identity, { pool, chunksize, buffersize }), take(5))),
    ).toEqual(upTo(5));
    expect(source.counts.closed).toBe(1);
    expect(source.counts.pulled).toBeLessThanOrEqual(5 + buffersize);
    const { pulled } = source.counts;
    await within(pool.map(identity, upTo(10)));
    expect(source.counts).toEqual({ opened: 1, pulled, closed: 1 });
  });

  it('the smallest buffersize that is allowed still gets through', async () => {
    const pool = shared();
    const options = { pool, chunksize, buffersize: chunksize };
    expect(await collect(poolFrom(counted(30)).pipe(poolImap(identity, options)))).toEqual(upTo(30));
    const unordered = await collect(poolFrom(countedAsync(30)).pipe(poolImapUnordered(identity, options)));
    expect(unordered.toSorted((a, b) => a - b)).toEqual(upTo(30));
    expect(await drain(pool.imap(identity, counted(30), { chunksize, buffersize: chunksize }))).toEqual(
      upTo(30),
    );
  });

  it('a slow last stage slows the first', async () => {
    const traces = probe();
    const pool = shared();
    const waiting = async (item: { gate: string; value: number }) => {
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (!existsSync(item.gate)) await new Promise((resolve) => setTimeout(resolve, 2));
      return item.value;
    };
    const source = counted();
    const options = { pool, chunksize, buffersize: 2 * chunksize };
    const last = owned(create());
    const results = poolFrom(source).pipe(
      poolImap(identity, options),
      filter((x) => x >= 0),
      map((x) => traces.item(x)),
      poolImap(waiting, { ...options, pool: last }),
      take(20),
    );
    const done = collect(results);
    // The first stage is free to run, but nobody takes its results.
    for (let x = 0; x < 5; x++) await within(pool.map(identity, upTo(10)));
    // Two stages of buffersize each.
    expect(source.counts.pulled).toBeLessThanOrEqual(2 * options.buffersize);
    expect(source.counts.pulled).toBeGreaterThan(0);
    traces.open();
    expect(await done).toEqual(upTo(20));
    expect(source.counts.closed).toBe(1);
  });

  it('three stages on one pool neither deadlock nor run ahead', async () => {
    const pool = shared();
    const source = countedAsync(100);
    const options = { pool, chunksize, buffersize: chunksize };
    const results = poolFrom(source).pipe(
      poolImap(identity, options),
      poolImapUnordered(identity, options),
      poolImap(identity, options),
    );
    expect((await collect(results)).toSorted((a, b) => a - b)).toEqual(upTo(100));
  });

  it('poolFrom behind operators that flatten delivers everything', async () => {
    const pool = shared();
    const options = { pool, chunksize };
    const results = range(0, 5).pipe(
      mergeMap((x) => poolFrom([x, x + 10, x + 20])),
      poolImap(identity, options),
      concatMap((x) => poolFrom([x]).pipe(poolImap(identity, options))),
    );
    const expected = upTo(5).flatMap((x) => [x, x + 10, x + 20]);
    expect((await collect(results)).toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
  });
});

describe.each(settings())('$name', ({ create, processes }) => {
  const shared = sharedPool(() => create());

  it('the default buffersize is finite', async () => {
    const pool = shared();
    const source = counted();
    const iterator = pool.imap(identity, source);
    await within(pool.map(identity, upTo(100)));
    expect(source.counts.pulled).toBeLessThanOrEqual(1024);
    await iterator.return();
  });

  it('poolMap collects a source that is read on demand', async () => {
    const pool = shared();
    const source = countedAsync(1000);
    expect(await collect(poolFrom(source).pipe(poolMap(identity, { pool })))).toEqual([upTo(1000)]);
    expect(await collect(poolFrom(counted(1000)).pipe(poolMap(identity, { pool, chunksize: 7 })))).toEqual([
      upTo(1000),
    ]);
  });

  it('the queue of a source that pushes is visible in stats', async () => {
    const pool = shared();
    const subscription = range(0, 500).pipe(poolImap(identity, { pool })).subscribe();
    expect(pool.stats.queued).toBeGreaterThanOrEqual(500 - 2 * processes);
    expect(pool.stats.jobs).toBe(1);
    subscription.unsubscribe();
    expect(pool.stats).toMatchObject({ queued: 0, jobs: 0 });
  });

  it('strings, sets, maps, generators, arrays and Node streams are inputs', async () => {
    const pool = shared();
    const kind = (x: unknown) => String(x);
    const { Readable } = await import('node:stream');
    const inputs: Array<[() => Iterable<unknown> | AsyncIterable<unknown>, string[]]> = [
      [() => 'ab', ['a', 'b']],
      [() => new Set([1, 2]), ['1', '2']],
      [() => new Map([[1, 2]]), ['1,2']],
      [() => [1, , 3], ['1', 'undefined', '3']], // oxlint-disable-line no-sparse-arrays
      [() => new Uint8Array([1, 2]), ['1', '2']],
      [() => Readable.from([1, 2]), ['1', '2']],
    ];
    for (const [make, expected] of inputs) {
      expect(await collect(poolFrom(make()).pipe(poolImap(kind, { pool })))).toEqual(expected);
      expect(await drain(pool.imap(kind, make()))).toEqual(expected);
    }
    expect(await within(pool.map(kind, 'ab'))).toEqual(['a', 'b']);
  });

  it('a ReadableStream is read on demand and cancelled when it is left', async () => {
    const pool = shared();
    let pulled = 0;
    let cancelled = 0;
    const stream = new ReadableStream<number>(
      {
        pull: (controller) => controller.enqueue(pulled++),
        cancel: () => void cancelled++,
      },
      { highWaterMark: 0 },
    );
    const results = poolFrom(stream).pipe(poolImap(identity, { pool, buffersize: 4 }), take(5));
    expect(await collect(results)).toEqual(upTo(5));
    await turn();
    expect(cancelled).toBe(1);
    expect(pulled).toBeLessThanOrEqual(10);
  });

  it('a ReadableStream that fails errors the stream after its items', async () => {
    const pool = shared();
    const stream = new ReadableStream<number>(
      {
        start(controller) {
          controller.enqueue(1);
        },
        pull: (controller) => controller.error(new RangeError('no more')),
      },
      { highWaterMark: 0 },
    );
    const { values, error } = await record(poolFrom(stream).pipe(poolImap(identity, { pool })));
    expect(values.length).toBeLessThanOrEqual(1);
    expect(error).toBeInstanceOf(RangeError);
  });

  it('poolFrom reads anew for each subscriber', async () => {
    const pool = shared();
    const source = counted(3);
    const results = poolFrom(source).pipe(poolImap(identity, { pool }));
    expect(await collect(results)).toEqual(upTo(3));
    expect(await collect(results)).toEqual(upTo(3));
    expect(source.counts.opened).toBe(2);
  });

  it('poolFrom without a pool operator emits everything at once, like from()', () => {
    const seen: number[] = [];
    poolFrom([1, 2, 3]).subscribe((x) => seen.push(x));
    expect(seen).toEqual([1, 2, 3]);
    const source = counted();
    poolFrom(source)
      .pipe(take(2))
      .subscribe((x) => seen.push(x));
    expect(seen).toEqual([1, 2, 3, 0, 1]);
    expect(source.counts).toEqual({ opened: 1, pulled: 2, closed: 1 });
  });

  it('a signal that aborts while an item is pulled closes the iterator', async () => {
    const pool = shared();
    const controller = new AbortController();
    const source = counted(Infinity, (pulled) => {
      if (pulled === 3) controller.abort();
    });
    expect(await rejection(pool.imap(identity, source, { signal: controller.signal }).next())).toHaveProperty(
      'name',
      'AbortError',
    );
    expect(source.counts).toMatchObject({ pulled: 3, closed: 1 });
  });

  it('an iterator whose return() throws or rejects does not keep anybody waiting', async () => {
    const pool = shared();
    const unheard: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (reason) => unheard.push(reason));
    try {
      const broken = {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve({ done: false as const, value: 1 }),
          return: () => Promise.reject(new Error('cannot close')),
        }),
      };
      expect(await collect(poolFrom(broken).pipe(poolImap(identity, { pool }), take(2)))).toEqual([1, 1]);
      await turn();
      expect(unheard).toMatchObject([{ message: 'cannot close' }]);
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });

  it('an async input that never answers does not keep unsubscribe or return() waiting', async () => {
    const pool = shared();
    const silent: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
    };
    poolFrom(silent).pipe(poolImap(identity, { pool })).subscribe().unsubscribe();
    const iterator = pool.imap(identity, silent);
    const next = iterator.next();
    expect(await within(iterator.return())).toEqual({ done: true, value: undefined });
    expect(await within(next)).toEqual({ done: true, value: undefined });
    expect(pool.stats.jobs).toBe(0);
    expect(await collect(from([1]).pipe(poolImap(identity, { pool })))).toEqual([1]);
  });
});
