import {
  poolFrom,
  poolImap,
  poolImapUnordered,
  poolIstarmap,
  poolIstarmapUnordered,
  poolMap,
  poolStarmap,
} from 'rxjs-pool';
import { EMPTY, from, map, NEVER, of, range, startWith, Subject, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  backends,
  settingsByChunksize,
  sharedPool,
  terminatedAfterEach,
  workerBackends,
} from '../conformance.js';
import { whoRuns } from '../fixtures/tasks.js';
import { collect, drain, probes, record, upTo, within } from '../helpers.js';

const double = (x: number) => x * 2;
// The first items take longest, so that results come in another order than their items.
const slowStart = async (x: number) => {
  if (x < 3) await new Promise((resolve) => setTimeout(resolve, 12 - 4 * x));
  return x * 2;
};
const add = (a: number, b: number) => a + b;
const ITEMS = 30;
const doubles = upTo(ITEMS).map((x) => x * 2);
const pairs = upTo(ITEMS).map((x) => [x, 1] as const);
const sums = upTo(ITEMS).map((x) => x + 1);
const numerically = (a: number, b: number) => a - b;

describe.each(settingsByChunksize(backends))('$name', ({ create, chunksize }) => {
  const shared = sharedPool(() => create());

  it('poolMap emits one array in the order of the items', async () => {
    const results = range(0, ITEMS).pipe(poolMap(slowStart, { pool: shared(), chunksize }));
    expect(await collect(results)).toEqual([doubles]);
  });

  it('poolImap emits each result in the order of the items', async () => {
    const results = range(0, ITEMS).pipe(poolImap(slowStart, { pool: shared(), chunksize }));
    expect(await collect(results)).toEqual(doubles);
  });

  it('poolImapUnordered emits each result exactly once', async () => {
    const results = await collect(
      range(0, ITEMS).pipe(poolImapUnordered(slowStart, { pool: shared(), chunksize })),
    );
    expect(results.toSorted(numerically)).toEqual(doubles);
  });

  it('the starmaps spread each item over the parameters', async () => {
    const options = { pool: shared(), chunksize };
    expect(await collect(from(pairs).pipe(poolStarmap(add, options)))).toEqual([sums]);
    expect(await collect(from(pairs).pipe(poolIstarmap(add, options)))).toEqual(sums);
    const unordered = await collect(from(pairs).pipe(poolIstarmapUnordered(add, options)));
    expect(unordered.toSorted(numerically)).toEqual(sums);
  });

  it('an empty source gives [] from the maps that collect, and just completes the others', async () => {
    const options = { pool: shared(), chunksize };
    expect(await record(EMPTY.pipe(poolMap(double, options)))).toEqual({ values: [[]], ending: 'complete' });
    expect(await record(EMPTY.pipe(poolImap(double, options)))).toEqual({ values: [], ending: 'complete' });
    expect(await record(EMPTY.pipe(poolImapUnordered(double, options)))).toEqual({
      values: [],
      ending: 'complete',
    });
    const none = from([] as Array<[number, number]>);
    expect(await record(none.pipe(poolStarmap(add, options)))).toEqual({ values: [[]], ending: 'complete' });
    expect(await record(none.pipe(poolIstarmap(add, options)))).toEqual({ values: [], ending: 'complete' });
  });

  it('arrays, undefined, null, promises of them and Error objects that are returned are values', async () => {
    const assorted = (x: number): unknown =>
      [[[1], []], undefined, null, new RangeError('as a value'), Promise.resolve(7)][x];
    const results = await collect(range(0, 5).pipe(poolImap(assorted, { pool: shared(), chunksize })));
    expect(results).toHaveLength(5);
    expect(results[0]).toEqual([[1], []]);
    expect(results[1]).toBeUndefined();
    expect(results[2]).toBeNull();
    expect(results[3]).toBeInstanceOf(RangeError);
    expect(results[3]).toHaveProperty('message', 'as a value');
    expect(results[4]).toBe(7);
    const [array] = await collect(range(0, 5).pipe(poolMap(assorted, { pool: shared(), chunksize })));
    expect(array).toHaveLength(5);
    expect(array?.[1]).toBeUndefined();
  });

  it('undefined and holes are items like others', async () => {
    const kind = (x: unknown, index: number) => `${index}:${typeof x}`;
    const items: unknown[] = [undefined, 1];
    items[3] = null;
    const results = from(items).pipe(poolImap(kind, { pool: shared(), chunksize }));
    expect(await collect(results)).toEqual(['0:undefined', '1:number', '2:undefined', '3:object']);
  });

  it('the function gets the index of its item, as in map()', async () => {
    const indexed = (x: string, index: number) => `${x}${index}`;
    const results = of('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i').pipe(
      poolImap(indexed, { pool: shared(), chunksize }),
    );
    expect(await collect(results)).toEqual(['a0', 'b1', 'c2', 'd3', 'e4', 'f5', 'g6', 'h7', 'i8']);
  });

  it('the starmaps pass nothing but the members of the item', async () => {
    const count = (...args: number[]) => args.length;
    const results = from([[], [1], [1, 2, 3]]).pipe(poolIstarmap(count, { pool: shared(), chunksize }));
    expect(await collect(results)).toEqual([0, 1, 3]);
  });

  it('operators can stand in a row on one pool', async () => {
    const options = { pool: shared(), chunksize };
    const results = poolFrom(upTo(ITEMS)).pipe(
      poolImap(double, options),
      map((x) => x + 1),
      poolImapUnordered((x: number) => x - 1, options),
      toArray(),
    );
    const [values] = await collect(results);
    expect(values?.toSorted(numerically)).toEqual(doubles);
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('poolImapUnordered emits by completion', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const waiting = async (item: { gate: string; value: number }) => {
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (item.value === 0 && !existsSync(item.gate))
        await new Promise((resolve) => setTimeout(resolve, 2));
      return item.value;
    };
    const order: number[] = [];
    await within(
      new Promise<void>((resolve, reject) => {
        from(traces.items(4))
          .pipe(poolImapUnordered(waiting, { pool }))
          .subscribe({
            next(value) {
              order.push(value);
              if (value === 1) traces.open();
            },
            error: reject,
            complete: resolve,
          });
      }),
    );
    expect(order).toContain(0);
    expect(order.indexOf(1)).toBeLessThan(order.indexOf(0));
  });

  it('poolImap emits a result as soon as those before it are out, not at the end', async () => {
    const pool = owned(backend.create({ processes: 2 }));
    const source = new Subject<number>();
    const results = source.pipe(poolImap(double, { pool }), take(1));
    const first = collect(results);
    source.next(21);
    expect(await first).toEqual([42]);
  });

  it('a chunk is exactly chunksize consecutive items, and only the last may be short', async () => {
    // A worker lives for one chunk, so workers tell chunks apart. There is one at a time: of two, the one with the short
    // chunk could go on with the first item of a chunk that is taken back from the other. A queue may take the short chunk
    // first, which then shares its worker with the next: so it comes alone.
    const inWorkers = (items: number): Promise<unknown[]> => {
      const pool = owned(backend.create({ processes: 1, maxtasksperchild: 3 }));
      return collect(range(0, items).pipe(poolImap(whoRuns, { pool, chunksize: 3 })));
    };
    const workers = await inWorkers(6);
    expect(new Set(workers.slice(0, 3)).size).toBe(1);
    expect(new Set(workers.slice(3)).size).toBe(1);
    expect(workers[0]).not.toBe(workers[3]);
    const short = await inWorkers(2);
    expect([short.length, new Set(short).size]).toEqual([2, 1]);
  });

  it('a partly filled chunk waits for more items, like bufferCount', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 1 }));
    const source = new Subject<number>();
    const values: number[] = [];
    const done = within(
      new Promise<void>((resolve, reject) => {
        source.pipe(poolImap(double, { pool, chunksize: 3 })).subscribe({
          next: (value) => values.push(value),
          error: reject,
          complete: resolve,
        });
      }),
    );
    source.next(0);
    source.next(1);
    // Another job goes through the same worker meanwhile.
    expect(await pool.apply(double, [4])).toBe(8);
    expect(values).toEqual([]);
    expect(pool.stats.queued).toBe(2);
    source.next(2);
    source.next(3);
    source.complete();
    await done;
    expect(values).toEqual([0, 2, 4, 6]);
    expect(traces.lines()).toEqual([]);
  });

  it('linger sends a partly filled chunk after that time', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const results = NEVER.pipe(
      startWith(1, 2),
      poolImap(double, { pool, chunksize: 100, linger: 5 }),
      take(2),
    );
    expect(await collect(results)).toEqual([2, 4]);
  });

  it('without a chunksize poolMap cuts the items into four chunks for each worker', async () => {
    const pool = owned(backend.create({ processes: 1, maxtasksperchild: 3 }));
    const [workers] = await collect(range(0, 12).pipe(poolMap(whoRuns, { pool })));
    expect(new Set(workers).size).toBe(4);
    expect(new Set(workers?.slice(0, 3)).size).toBe(1);
  });

  it('the second argument of an operator may be the chunksize alone', async () => {
    const pool = owned(backend.create({ processes: 2 }));
    expect(await within(pool.map(double, upTo(10), 3))).toEqual(upTo(10).map((x) => x * 2));
    expect(await drain(pool.imap(double, upTo(10), 3))).toEqual(upTo(10).map((x) => x * 2));
  });
});
