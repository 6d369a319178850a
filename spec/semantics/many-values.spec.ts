import {
  type Pool,
  poolConcatMap,
  poolFrom,
  poolImap,
  poolMergeMap,
  UncloneableError,
  TaskTimeoutError,
  WorkerCrashedError,
} from 'rxjs-pool';
import { from, of, range, take, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, terminatedAfterEach, workerBackends, type Backend } from '../conformance.js';
import { giveLastWords } from '../fixtures/tasks.js';
import { collect, drain, record, rejection, turns, upTo, within } from '../helpers.js';

function* upToN(n: number) {
  for (let i = 0; i < n; i++) yield `${n}.${i}`;
}
const expected = (counts: readonly number[]): string[] => counts.flatMap((n) => [...upToN(n)]);

/** Counts what it yields, and how often it came to its end, in its worker. */
function* counting(n: number) {
  const realm = globalThis as { yielded?: number; ended?: number };
  try {
    for (let i = 0; i < n; i++) {
      realm.yielded = (realm.yielded ?? 0) + 1;
      yield i;
    }
  } finally {
    realm.ended = (realm.ended ?? 0) + 1;
  }
}
const countsOf = () => {
  const { yielded = 0, ended = 0 } = globalThis as { yielded?: number; ended?: number };
  Object.assign(globalThis, { yielded: 0, ended: 0 });
  return { yielded, ended };
};

/** Waits until one that counts has come to its end; tells what it has yielded. */
async function untilEnded(pool: Pool): Promise<number> {
  let total = 0;
  for (;;) {
    const { yielded, ended } = await within(pool.apply(countsOf));
    total += yielded;
    if (ended > 0) return total;
    await turns(5);
  }
}

const many: readonly Backend[] = backends.filter(({ isQueue }) => !isQueue);

describe.each(many)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const pool = (processes = 2) => owned(backend.create({ processes }));

  it.each([
    ['a generator', upToN],
    ['an array', (n: number) => Array.from({ length: n }, (_, i) => `${n}.${i}`)],
    ['a Set', (n: number) => new Set(Array.from({ length: n }, (_, i) => `${n}.${i}`))],
    ['a promise of an array', async (n: number) => Array.from({ length: n }, (_, i) => `${n}.${i}`)],
    [
      'an async generator',
      async function* slowly(n: number) {
        for (let i = 0; i < n; i++) {
          await new Promise((resolve) => setTimeout(resolve, i % 3));
          yield `${n}.${i}`;
        }
      },
    ],
    [
      'a ReadableStream',
      (n: number) => {
        let i = 0;
        return new ReadableStream<string>({
          pull(controller) {
            if (i === n) controller.close();
            else controller.enqueue(`${n}.${i++}`);
          },
        });
      },
    ],
    [
      'what can be subscribed to',
      (n: number) =>
        ({
          subscribe(observer: { next(value: string): void; complete(): void }) {
            let i = 0;
            const timer = setInterval(() => {
              if (i < n) observer.next(`${n}.${i++}`);
              else {
                clearInterval(timer);
                observer.complete();
              }
            }, 1);
            return { unsubscribe: () => clearInterval(timer) };
          },
        }) as unknown as Observable<string>,
    ],
  ])('%s gives its values in order', async (_what, given) => {
    const fn = given as (n: number) => Iterable<string>;
    const counts = [3, 0, 7, 1, 2, 5];
    expect(await collect(from(counts).pipe(poolConcatMap(fn, { pool: pool() })))).toEqual(expected(counts));
    const merged = await collect(from(counts).pipe(poolMergeMap(fn, { pool: pool(), chunksize: 2 })));
    expect(merged.toSorted()).toEqual(expected(counts).toSorted());
    for (const n of counts) {
      expect(merged.filter((value) => value.startsWith(`${n}.`))).toEqual(expected([n]));
    }
  });

  it.each([1, 4, 64])('many items of few values, and few items of many, chunksize %i', async (chunksize) => {
    const one = pool();
    const few = upTo(300).map((n) => n % 4);
    expect(await collect(from(few).pipe(poolConcatMap(upToN, { pool: one, chunksize })))).toEqual(
      expected(few),
    );
    const large = [5000, 3, 20_000, 1];
    expect(await collect(from(large).pipe(poolConcatMap(upToN, { pool: one, chunksize })))).toEqual(
      expected(large),
    );
    const merged = await collect(
      from(large).pipe(poolMergeMap(upToN, { pool: one, buffersize: 64, chunksize })),
    );
    expect(merged).toHaveLength(25_004);
  });

  it('typed arrays give their elements; the entries of a Map are pairs', async () => {
    const bytes = (n: number) => Uint8Array.from({ length: n }, (_, i) => i);
    expect(await collect(of(3, 2).pipe(poolConcatMap(bytes, { pool: pool() })))).toEqual([0, 1, 2, 0, 1]);
    const entries = (n: number) => new Map([[n, n * n]]);
    expect(await collect(of(3, 2).pipe(poolConcatMap(entries, { pool: pool() })))).toEqual([
      [3, 9],
      [2, 4],
    ]);
  });

  it('a plain value, and a string, is an error that says what to return', async () => {
    const plain = (n: number) => n as unknown as number[];
    const { error } = await record(of(3).pipe(poolConcatMap(plain, { pool: pool() })));
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(
      /fn must return an iterable.*received 3; return \[value\], or take poolImap/,
    );
    const text = await record(
      of('abc').pipe(poolConcatMap((s: string) => s as unknown as string[], { pool: pool() })),
    );
    expect(String(text.error)).toContain("received 'abc'");
    expect(text.values).toEqual([]);
  });

  it('an item that fails ends the stream behind its values, in order', async () => {
    const fails = function* fails(n: number) {
      yield `${n}.0`;
      if (n === 2) throw new RangeError('two');
      yield `${n}.1`;
    };
    const { values, error } = await record(range(0, 5).pipe(poolConcatMap(fails, { pool: pool() })));
    expect(values).toEqual(['0.0', '0.1', '1.0', '1.1', '2.0']);
    expect(error).toBeInstanceOf(RangeError);
    const notes = await collect(range(0, 4).pipe(poolConcatMap(fails, { pool: pool(), settle: true })));
    expect(notes.map(({ kind, index }) => `${kind}${index}`).join(' ')).toBe(
      'N0 N0 C0 N1 N1 C1 N2 E2 N3 N3 C3',
    );
  });

  it('an item is tried again only while none of its values was emitted', async () => {
    const late = (n: number) => {
      const realm = globalThis as { tries?: number };
      realm.tries = (realm.tries ?? 0) + 1;
      if (realm.tries < 3) throw new Error('not yet');
      realm.tries = 0;
      return [n, realm.tries];
    };
    const options = { pool: pool(1), retries: 2 };
    expect(await collect(of(1).pipe(poolConcatMap(late, options)))).toEqual([1, 0]);
    const tooLate = async function* tooLate(n: number) {
      yield n;
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new RangeError('after a value');
    };
    const { values, error } = await record(of(1).pipe(poolConcatMap(tooLate, options)));
    expect(values).toEqual([1]);
    expect(error).toBeInstanceOf(RangeError);
  });

  it('an endless generator stops when nobody takes more, and comes to its finally', async () => {
    const one = pool(1);
    const first = await collect(of(Infinity).pipe(poolConcatMap(counting, { pool: one }), take(10)));
    expect(first).toEqual(upTo(10));
    await untilEnded(one);
    expect(await within(one.apply(countsOf))).toEqual({ yielded: 0, ended: 0 });
  });

  it('a consumer that takes nothing holds it up at buffersize', async () => {
    const one = pool(1);
    const other = owned(backend.create({ processes: 1 }));
    const never = () => new Promise<never>(() => undefined);
    const stuck = of(Infinity)
      .pipe(
        poolConcatMap(counting, { pool: one, buffersize: 50 }),
        poolImap(never, { pool: other, buffersize: 20 }),
      )
      .subscribe();
    let total = 0;
    for (let more = -1; more !== 0;) {
      await turns(30);
      more = (await within(one.apply(countsOf))).yielded;
      total += more;
    }
    stuck.unsubscribe();
    expect(total).toBeGreaterThan(20);
    expect(total).toBeLessThanOrEqual(50 + 20 + 2);
  });

  it('an item behind a slow one waits with its values, no more than buffersize', async () => {
    const one = pool(2);
    const slowFirst = async function* slowFirst(n: number) {
      if (n === 0) await new Promise((resolve) => setTimeout(resolve, 100));
      for (let i = 0; i < 500; i++) yield `${n}.${i}`;
    };
    const values = await collect(range(0, 4).pipe(poolConcatMap(slowFirst, { pool: one, buffersize: 10 })));
    expect(values).toEqual(upTo(4).flatMap((n) => upTo(500).map((i) => `${n}.${i}`)));
  });

  it('a value that cannot be copied fails its item, behind the values before it', async () => {
    const some = function* some(n: number) {
      yield n as unknown;
      yield () => n;
      yield 'never';
    };
    const notes = await collect(of(1, 2).pipe(poolConcatMap(some, { pool: pool(), settle: true })));
    expect(notes.map(({ kind, index }) => `${kind}${index}`).join(' ')).toBe('N0 E0 N1 E1');
    expect((notes[1] as { error: unknown }).error).toBeInstanceOf(UncloneableError);
  });

  it('a value is what it was when it was given', async () => {
    const one = function* one() {
      const row = { at: 0 };
      for (let i = 0; i < 100; i++) {
        row.at = i;
        yield row;
      }
    };
    const rows = await collect(of(1).pipe(poolConcatMap(one, { pool: pool() })));
    expect(rows.map(({ at }) => at)).toEqual(upTo(100));
  });

  it('as methods of Pool: concatMap in order, mergeMap as they come, from any iterable', async () => {
    const counts = [3, 0, 7, 1, 2, 5];
    const one = pool();
    const slowly = async function* slowly() {
      for (const n of counts) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield n;
      }
    };
    expect(await drain(one.concatMap(upToN, counts))).toEqual(expected(counts));
    expect(await drain(one.concatMap(upToN, slowly(), 2))).toEqual(expected(counts));
    const merged = await drain(one.mergeMap(upToN, counts));
    expect(merged.toSorted()).toEqual(expected(counts).toSorted());
    const notes = await drain(one.concatMap(upToN, [1, 0], { settle: true }));
    expect(notes).toEqual([
      { kind: 'N', index: 0, value: '1.0' },
      { kind: 'C', index: 0 },
      { kind: 'C', index: 1 },
    ]);
    expect(await drain(one.mergeMap(upToN, []))).toEqual([]);
  });

  it('an iterator takes no more values ahead than buffersize, and its loop may be left', async () => {
    const one = pool(1);
    const values = one.concatMap(counting, [1e9], { buffersize: 8 });
    for await (const value of values) if (value === 20) break;
    expect(await untilEnded(one)).toBeLessThanOrEqual(20 + 1 + 8 + 1);
  });

  it('a closed pool still gives all values of its iterators', async () => {
    const one = owned(backend.create({ processes: 1 }));
    const values = one.concatMap(upToN, [2, 3]);
    one.close();
    expect(await drain(values)).toEqual(expected([2, 3]));
  });

  it('several stages in a row, read from a source on demand', async () => {
    const one = pool();
    const source = poolFrom(upTo(20)).pipe(
      poolConcatMap(upToN, { pool: one, buffersize: 5 }),
      poolMergeMap((text: string) => [...text], { pool: one, buffersize: 7 }),
    );
    expect((await collect(source)).toSorted()).toEqual(expected(upTo(20)).join('').split('').toSorted());
  });
});

describe.each(workerBackends.filter(({ isQueue, hasMortalWorkers }) => !isQueue && hasMortalWorkers))(
  '$name, workers that die',
  (backend) => {
    const owned = terminatedAfterEach();

    it('the values that came before stand, then comes the error of the item', async () => {
      const dies = async function* dies(n: number) {
        yield `${n}.0`;
        await new Promise((resolve) => setTimeout(resolve, 30));
        if (n === 1) process.exit(4);
        yield `${n}.1`;
      };
      const pool = owned(backend.create({ processes: 1 }));
      const notes = await collect(range(0, 3).pipe(poolConcatMap(dies, { pool, settle: true })));
      expect(notes.map(({ kind, index }) => `${kind}${index}`).join(' ')).toBe('N0 N0 C0 N1 E1 N2 N2 C2');
      expect((notes[4] as { error: unknown }).error).toBeInstanceOf(WorkerCrashedError);
    });

    it('of several items in a worker that dies, those run again of which nothing was emitted', async () => {
      const dies = async function* dies(n: number, index: number) {
        yield `${index}.0`;
        await new Promise((resolve) => setTimeout(resolve, index === 1 ? 30 : 60));
        if (index === 1) process.exit(n);
        yield `${index}.1`;
      };
      const pool = owned(backend.create({ processes: 1 }));
      const notes = await collect(
        of(4, 4, 4, 4).pipe(poolConcatMap(dies, { pool, settle: true, concurrency: 4 })),
      );
      expect(notes.map(({ kind, index }) => `${kind}${index}`).join(' ')).toBe(
        'N0 E0 N1 E1 N2 N2 C2 N3 N3 C3',
      );
      expect((notes[1] as { error: unknown }).error).toBeInstanceOf(WorkerCrashedError);
    });

    it('an item whose values came before its worker died at the next one does not give them again', async () => {
      const loops = function* loops(n: number) {
        if (n === 1) for (;;);
        yield `${n}.0`;
        yield `${n}.1`;
      };
      const pool = owned(backend.create({ processes: 1 }));
      const options = { pool, settle: true, chunksize: 3, timeout: 500 } as const;
      const notes = await collect(range(0, 3).pipe(poolConcatMap(loops, options)));
      const kinds = (index: number) => notes.flatMap((note) => (note.index === index ? [note.kind] : []));
      // Its end may have been lost with the worker.
      expect(kinds(0).join('')).toMatch(/^N(E|NE|NC)$/);
      expect(kinds(1)).toEqual(['E']);
      expect(kinds(2)).toEqual(['N', 'N', 'C']);
      for (const { kind, index, ...rest } of notes) {
        if (kind === 'E') {
          expect((rest as { error: unknown }).error).toBeInstanceOf(
            index === 1 ? TaskTimeoutError : WorkerCrashedError,
          );
        }
      }
    });

    it('of several items in a worker that dies, the first that cannot run again ends the iteration', async () => {
      const dies = async function* dies(_: number, index: number) {
        yield `${index}.0`;
        if (index > 0) await new Promise((resolve) => setTimeout(resolve, index === 1 ? 30 : 60));
        if (index === 1) process.exit(4);
      };
      const pool = owned(backend.create({ processes: 1 }));
      const values = pool.concatMap(dies, upTo(4), { concurrency: 4 });
      // Nobody asks while the worker dies.
      while (pool.stats.failed === 0) await turns(1);
      await expect(drain(values)).rejects.toThrow(WorkerCrashedError);
      expect(pool.stats.jobs).toBe(0);
    });

    it('retries are refused where workers leave after some items, in order; otherwise they are taken', async () => {
      const pool = owned(backend.create({ processes: 1, maxtasksperchild: 2 }));
      const options = { pool, retries: 1 };
      const refused = Promise.resolve().then(() =>
        collect(from([2, 1, 3]).pipe(poolConcatMap(upToN, options))),
      );
      expect(String(await rejection(refused))).toMatch(
        /^RangeError: Cannot create poolConcatMap: retries must be 0 in a pool with maxtasksperchild: received 1/,
      );
      // From now on, a page has loaded what knows the rule, too.
      expect(await within(pool.map((x: number) => x + 1, [1]))).toEqual([2]);
      expect(() => poolConcatMap(upToN, options)).toThrow(
        /retries must be 0 in a pool with maxtasksperchild: received 1; poolMergeMap takes it/,
      );
      const merged = await collect(from([2, 1, 3]).pipe(poolMergeMap(upToN, options)));
      expect(merged.toSorted()).toEqual(expected([1, 2, 3]));
      expect(await collect(from([2, 1, 3]).pipe(poolConcatMap(upToN, { pool })))).toEqual(
        expected([2, 1, 3]),
      );
    });

    it('several items at once are refused there, in order, as one may wait in a worker that leaves for one that has not begun', async () => {
      const pool = owned(backend.create({ processes: 1, maxtasksperchild: 12 }));
      const options = { pool, concurrency: 5, chunksize: 6, buffersize: 7 };
      const refused = Promise.resolve().then(() =>
        collect(from([2, 1, 3]).pipe(poolConcatMap(upToN, options))),
      );
      expect(String(await rejection(refused))).toMatch(
        /^RangeError: Cannot create poolConcatMap: concurrency must be 1 in a pool with maxtasksperchild: received 5; poolMergeMap takes it/,
      );
      const counts = upTo(60).map((n) => n % 9);
      const merged = await collect(from(counts).pipe(poolMergeMap(upToN, options)));
      expect(merged.toSorted()).toEqual(expected(counts).toSorted());
    });

    it('what an item gives when it has had its time is nothing; its iterator is closed, and the next item runs', async () => {
      const pool = owned(backend.create({ processes: 1 }));
      const options = { pool, settle: true, chunksize: 2, timeout: 300, grace: 60_000 } as const;
      const notes = await collect(of(0, 1).pipe(poolConcatMap(giveLastWords, options)));
      expect(notes).toMatchObject([
        { kind: 'N', index: 0, value: [0, undefined] },
        { kind: 'E', index: 0, error: { name: 'TaskTimeoutError' } },
        { kind: 'N', index: 1, value: [1, 0] },
        { kind: 'N', index: 1, value: 'last' },
        { kind: 'C', index: 1 },
      ]);
    });

    it('silence between values counts towards the timeout, waiting for the consumer does not', async () => {
      const silent = async function* silent(n: number) {
        yield n;
        await new Promise((resolve) => setTimeout(resolve, n === 1 ? 60_000 : 1));
        yield -n;
      };
      const pool = owned(backend.create({ processes: 1 }));
      const notes = await collect(
        of(0, 1, 2).pipe(poolConcatMap(silent, { pool, settle: true, timeout: 700 })),
      );
      expect(notes.map(({ kind, index }) => `${kind}${index}`).join(' ')).toBe('N0 N0 C0 N1 E1 N2 N2 C2');
      expect((notes[4] as { error: unknown }).error).toBeInstanceOf(TaskTimeoutError);
      const other = owned(backend.create({ processes: 1 }));
      const slow = async (x: number) => {
        await new Promise((resolve) => setTimeout(resolve, 25));
        return x;
      };
      const late = of(60).pipe(
        poolConcatMap(counting, { pool, timeout: 700, buffersize: 2 }),
        poolImap(slow, { pool: other, buffersize: 2 }),
      );
      expect(await collect(late)).toEqual(upTo(60));
    });
  },
);
