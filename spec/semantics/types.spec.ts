import {
  type AsyncResult,
  inlineExecutor,
  type ItemNotification,
  Pool,
  poolConcatMap,
  poolFrom,
  poolImap,
  poolImapUnordered,
  poolIstarmap,
  poolIstarmapUnordered,
  type PoolIterator,
  poolMap,
  poolMergeMap,
  poolStarmap,
  report,
  type Settled,
} from 'rxjs-pool';
import { from, type Observable, of, type OperatorFunction } from 'rxjs';
import { afterAll, describe, expectTypeOf, it } from 'vitest';

const pool = new Pool({ executor: inlineExecutor() });
afterAll(() => pool.terminate());

// Checked by the compiler: `expectTypeOf` does nothing at run time, and what must not compile is never called.
const assertTypes = (_code: () => void): void => undefined;

const pairs = [
  [1, 'a'],
  [2, 'b'],
] as const;
const mutablePairs: Array<[number, string]> = [[1, 'a']];

describe('operators', () => {
  it('infer the item and the result without annotations', () => {
    expectTypeOf(of(1).pipe(poolImap((x) => String(x)))).toEqualTypeOf<Observable<string>>();
    expectTypeOf(of(1).pipe(poolImapUnordered((x) => x > 1))).toEqualTypeOf<Observable<boolean>>();
    expectTypeOf(of(1).pipe(poolMap((x) => String(x)))).toEqualTypeOf<Observable<string[]>>();
    expectTypeOf(of({ a: 1 }).pipe(poolImap(({ a }) => a))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(poolFrom(new ReadableStream<string>())).toEqualTypeOf<Observable<string>>();
    expectTypeOf(poolFrom([1, 2]).pipe(poolImap((x) => x.toFixed()))).toEqualTypeOf<Observable<string>>();
    expectTypeOf(
      of('a').pipe(
        poolImap((x) => x.length),
        poolImapUnordered((n) => [n]),
        poolMap(([n]) => n),
      ),
    ).toEqualTypeOf<Observable<Array<number | undefined>>>();
  });

  it('give the index as second argument', () => {
    expectTypeOf(of('a').pipe(poolImap((x, index) => x.repeat(index)))).toEqualTypeOf<Observable<string>>();
    of('a').pipe(
      poolImap((_x, index) => {
        expectTypeOf(index).toEqualTypeOf<number>();
        return index;
      }),
    );
  });

  it('infer the values from whatever gives many', () => {
    const numbers = of(1);
    expectTypeOf(
      numbers.pipe(
        poolConcatMap(function* halves(x) {
          yield x / 2;
          yield String(x);
        }),
      ),
    ).toEqualTypeOf<Observable<number | string>>();
    expectTypeOf(
      numbers.pipe(
        poolMergeMap(async function* halves(x) {
          yield x > 1;
        }),
      ),
    ).toEqualTypeOf<Observable<boolean>>();
    expectTypeOf(numbers.pipe(poolConcatMap((x) => [x, x]))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(numbers.pipe(poolConcatMap((x, index) => new Map([[x, index]])))).toEqualTypeOf<
      Observable<[number, number]>
    >();
    expectTypeOf(numbers.pipe(poolConcatMap((x) => of(x, 'a')))).toEqualTypeOf<Observable<number | string>>();
    expectTypeOf(numbers.pipe(poolConcatMap(async (x) => of(x)))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(numbers.pipe(poolConcatMap(() => new ReadableStream<string>()))).toEqualTypeOf<
      Observable<string>
    >();
    expectTypeOf(numbers.pipe(poolConcatMap((x) => Uint8Array.of(x)))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(numbers.pipe(poolConcatMap((x) => [x], { settle: true }))).toEqualTypeOf<
      Observable<ItemNotification<number>>
    >();
    // @ts-expect-error -- one result is none that has values
    numbers.pipe(poolConcatMap((x) => x));
    // @ts-expect-error -- nor is a promise of one
    numbers.pipe(poolMergeMap(async (x) => x));
  });

  it('are generic where their caller is', () => {
    const both = <T>(source: Observable<T>): Observable<T> => source.pipe(poolConcatMap((x) => [x, x]));
    expectTypeOf(both(of('a'))).toEqualTypeOf<Observable<string>>();
    const all = <T, R>(source: Observable<T>, fn: (x: T) => Iterable<R>): Observable<R> =>
      source.pipe(poolMergeMap(fn));
    expectTypeOf(all(of(1), (x) => [String(x)])).toEqualTypeOf<Observable<string>>();
  });

  it('unwrap promises', () => {
    expectTypeOf(of(1).pipe(poolImap(async (x) => String(x)))).toEqualTypeOf<Observable<string>>();
    expectTypeOf(of(1).pipe(poolMap(async (x) => x))).toEqualTypeOf<Observable<number[]>>();
    expectTypeOf(of(1).pipe(poolImap((x) => Promise.resolve({ x })))).toEqualTypeOf<
      Observable<{ x: number }>
    >();
  });

  it('take functions that return promises at times, also in wrappers and unions', () => {
    expectTypeOf(of(1).pipe(poolImap((x) => (x > 1 ? Promise.resolve('a') : x)))).toEqualTypeOf<
      Observable<string | number>
    >();
    const either = [(x: number) => x, async (x: number) => x] as const;
    expectTypeOf(of(1).pipe(poolMap(either[Number(Math.random() > 2)] ?? either[0]))).toEqualTypeOf<
      Observable<number[]>
    >();
    const wrapped = <T, R>(fn: (item: T) => R | PromiseLike<R>) => poolImap(fn);
    expectTypeOf(of(1).pipe(wrapped(async (x: number) => String(x)))).toEqualTypeOf<Observable<string>>();
    expectTypeOf(of(1).pipe(wrapped((x: number) => String(x)))).toEqualTypeOf<Observable<string>>();
    const bare = <T, R>(fn: (item: T) => R) => poolImap(fn);
    expectTypeOf(of(1).pipe(bare(async (x: number) => String(x)))).toEqualTypeOf<Observable<string>>();
    type Fn<T, R> = (x: T) => R | Promise<R>;
    const operator = <T, R>(fn: Fn<T, R>): OperatorFunction<T, Awaited<R>> => poolImap(fn);
    expectTypeOf(of(1).pipe(operator(async (x: number) => String(x)))).toEqualTypeOf<Observable<string>>();
    const piped = <T, R>(source: Observable<T>, fn: Fn<T, R>): Observable<Awaited<R>> =>
      source.pipe(poolImap(fn));
    expectTypeOf(piped(of(1), (x) => (x > 1 ? Promise.resolve(x) : x))).toEqualTypeOf<Observable<number>>();
    const method = <T, R>(items: T[], fn: Fn<T, R>): AsyncIterable<Awaited<R>> => pool.imap(fn, items);
    expectTypeOf(method([1], String)).toEqualTypeOf<AsyncIterable<string>>();
    expectTypeOf(of(1).pipe(poolImap<number, string>(async (x) => String(x)))).toEqualTypeOf<
      Observable<string>
    >();
    expectTypeOf(
      of(1).pipe(poolImap<number, string, true>(async (x) => String(x), { settle: true })),
    ).toEqualTypeOf<Observable<Settled<string>>>();
  });

  it('tell outcomes with settle: true', () => {
    const told = of(1).pipe(poolImap((x) => String(x), { settle: true }));
    expectTypeOf(told).toEqualTypeOf<Observable<Settled<string>>>();
    expectTypeOf(of(1).pipe(poolMap((x) => String(x), { settle: true }))).toEqualTypeOf<
      Observable<Array<Settled<string>>>
    >();
    expectTypeOf(of(1).pipe(poolImap(async (x) => x, { settle: true, pool, chunksize: 2 }))).toEqualTypeOf<
      Observable<Settled<number>>
    >();
    expectTypeOf(of(1).pipe(poolImap((x) => String(x), { settle: false }))).toEqualTypeOf<
      Observable<string>
    >();
    expectTypeOf(of(1).pipe(poolImap((x) => String(x), { chunksize: 2 }))).toEqualTypeOf<
      Observable<string>
    >();
    expectTypeOf(of(1).pipe(poolImap((x) => String(x), 2))).toEqualTypeOf<Observable<string>>();
    const settle = Math.random() > 2;
    expectTypeOf(of(1).pipe(poolImap((x) => String(x), { settle }))).toEqualTypeOf<
      Observable<string | Settled<string>>
    >();
  });

  it('narrow outcomes by their status', () => {
    const read = (outcome: Settled<number>): unknown => {
      expectTypeOf(outcome.index).toEqualTypeOf<number>();
      if (outcome.status === 'fulfilled') {
        expectTypeOf(outcome.value).toEqualTypeOf<number>();
        return outcome.value;
      }
      expectTypeOf(outcome.reason).toEqualTypeOf<unknown>();
      // @ts-expect-error a rejected outcome has no value
      return outcome.value;
    };
    read({ status: 'fulfilled', value: 1, index: 0 });
  });

  it('the starmaps spread tuples over the parameters', () => {
    expectTypeOf(from(pairs).pipe(poolIstarmap((n, s) => s.repeat(n)))).toEqualTypeOf<Observable<string>>();
    expectTypeOf(from(mutablePairs).pipe(poolIstarmap((n, s) => s.repeat(n)))).toEqualTypeOf<
      Observable<string>
    >();
    expectTypeOf(from(mutablePairs).pipe(poolStarmap((n, s) => s.length + n))).toEqualTypeOf<
      Observable<number[]>
    >();
    expectTypeOf(from(mutablePairs).pipe(poolIstarmapUnordered(async (n, _s) => n))).toEqualTypeOf<
      Observable<number>
    >();
    expectTypeOf(from(mutablePairs).pipe(poolIstarmap((n, _s) => n, { settle: true }))).toEqualTypeOf<
      Observable<Settled<number>>
    >();
  });

  it('the starmaps take optional and rest parameters, and named functions', () => {
    const power = (base: number, exponent = 2) => base ** exponent;
    const sum = (...all: number[]) => all.reduce((a, b) => a + b, 0);
    expectTypeOf(from([[1, 2] as [number, number]]).pipe(poolIstarmap(power))).toEqualTypeOf<
      Observable<number>
    >();
    expectTypeOf(from([[1] as [number]]).pipe(poolIstarmap(power))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(from([[1, 2, 3]]).pipe(poolIstarmap(sum))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(from([[1, 2, 3]] as const).pipe(poolIstarmap(sum))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(from([[1, 2]] as const).pipe(poolIstarmap(power))).toEqualTypeOf<Observable<number>>();
    expectTypeOf(from(pairs).pipe(poolIstarmap((n: number, s: string) => s.repeat(n)))).toEqualTypeOf<
      Observable<string>
    >();
  });

  it('transfer gets the item', () => {
    assertTypes(() => {
      of(new Float64Array(1)).pipe(poolImap((x) => x.length, { transfer: (x) => [x.buffer] }));
      // @ts-expect-error the item is a number
      of(1).pipe(poolImap((x: number) => x, { transfer: (x: string) => [x] }));
    });
  });

  it('grace is a number', () => {
    assertTypes(() => {
      of(1).pipe(poolImap((x: number) => x, { timeout: 5, grace: 5 }));
      void new Pool(1).apply((x: number) => x, [1], { grace: 5 });
      // @ts-expect-error of milliseconds
      of(1).pipe(poolImap((x: number) => x, { grace: '5 ms' }));
    });
  });

  it('onReport receives the index, the attempt and the value', () => {
    assertTypes(() => {
      const onReport = (one: { index: number; attempt: number; value: unknown }) => one.index;
      of(1).pipe(poolImap((x: number) => x, { onReport }));
      void new Pool(1).apply((x: number) => x, [1], { onReport });
      // @ts-expect-error nobody knows what a function reports
      of(1).pipe(poolImap((x: number) => x, { onReport: ({ value }: { value: string }) => value }));
      expectTypeOf(report).returns.toBeVoid();
    });
  });

  it('refuse wrong use', () => {
    assertTypes(() => {
      // @ts-expect-error the function takes a string, the items are numbers
      of(1).pipe(poolImap((x: string) => x.length));
      // @ts-expect-error the same for poolMap
      of(1).pipe(poolMap((x: string) => x.length));
      // @ts-expect-error items of the starmaps are arrays
      of(1).pipe(poolIstarmap((x: number) => x));
      // @ts-expect-error the second member is a string
      from(mutablePairs).pipe(poolIstarmap((a: number, b: number) => a + b));
      // @ts-expect-error the same for readonly tuples
      from(pairs).pipe(poolStarmap((a: number, b: number) => a + b));
      // @ts-expect-error the function needs a third argument
      from(mutablePairs).pipe(poolIstarmap((a: number, b: string, c: number) => a + b.length + c));
      // @ts-expect-error there is no such option
      of(1).pipe(poolImap((x) => x, { threads: 4 }));
      // @ts-expect-error nor this spelling
      of(1).pipe(poolImap((x) => x, { chunkSize: 4 }));
      // @ts-expect-error chunksize is a number
      of(1).pipe(poolImap((x) => x, '4'));
      // @ts-expect-error chunksize is a number
      of(1).pipe(poolImap((x) => x, { chunksize: '4' }));
      // @ts-expect-error settle is a boolean
      of(1).pipe(poolImap((x) => x, { settle: 'yes' }));
      // @ts-expect-error one of two words
      of(1).pipe(poolImap((x) => x, { onUnsubscribe: 'stop' }));
      // @ts-expect-error pool is a Pool
      of(1).pipe(poolImap((x) => x, { pool: 4 }));
      // @ts-expect-error a function is needed
      of(1).pipe(poolImap());
    });
  });
});

describe('Pool', () => {
  it('infers the results of its methods', () => {
    assertTypes(() => {
      expectTypeOf(pool.map((x) => String(x), [1, 2])).toEqualTypeOf<Promise<string[]>>();
      expectTypeOf(pool.map(async (x) => x, [1, 2])).toEqualTypeOf<Promise<number[]>>();
      expectTypeOf(pool.map((x, index) => x + index, new Set([1]))).toEqualTypeOf<Promise<number[]>>();
      expectTypeOf(pool.map((x: number) => x, [1], { settle: true })).toEqualTypeOf<
        Promise<Array<Settled<number>>>
      >();
      expectTypeOf(pool.starmap((n, s) => s.repeat(n), mutablePairs)).toEqualTypeOf<Promise<string[]>>();
      expectTypeOf(pool.starmap((n: number, s: string) => s.repeat(n), pairs)).toEqualTypeOf<
        Promise<string[]>
      >();
      expectTypeOf(pool.apply((a: number, b: string) => b.repeat(a), [1, 'a'])).toEqualTypeOf<
        Promise<string>
      >();
      expectTypeOf(pool.apply((x: number) => (x > 1 ? Promise.resolve('a') : x), [1])).toEqualTypeOf<
        Promise<string | number>
      >();
      expectTypeOf(pool.apply((x: number) => x, [1], { timeout: 5, retries: 1 })).toEqualTypeOf<
        Promise<number>
      >();
      expectTypeOf(pool.apply(() => 1, [], { signal: new AbortController().signal })).toEqualTypeOf<
        Promise<number>
      >();
      expectTypeOf(pool.apply(() => 1)).toEqualTypeOf<Promise<number>>();
      expectTypeOf(pool.apply(async () => 1)).toEqualTypeOf<Promise<number>>();
      expectTypeOf(pool.apply((a?: number) => a)).toEqualTypeOf<Promise<number | undefined>>();
      expectTypeOf(pool.applyAsync((a: number) => a, [1])).toEqualTypeOf<AsyncResult<number>>();
      expectTypeOf(pool.mapAsync((x) => String(x), [1])).toEqualTypeOf<AsyncResult<string[]>>();
      expectTypeOf(pool.starmapAsync((n, _s) => n, mutablePairs)).toEqualTypeOf<AsyncResult<number[]>>();
      expectTypeOf(pool.imap((x) => String(x), [1])).toEqualTypeOf<PoolIterator<string>>();
      expectTypeOf(pool.imapUnordered(async (x) => x, [1])).toEqualTypeOf<PoolIterator<number>>();
      expectTypeOf(pool.istarmap((n, s) => s.repeat(n), mutablePairs)).toEqualTypeOf<PoolIterator<string>>();
      expectTypeOf(pool.istarmapUnordered((n, _s) => n, mutablePairs)).toEqualTypeOf<PoolIterator<number>>();
      expectTypeOf(
        pool.concatMap(
          function* halves(x) {
            yield x / 2;
          },
          [1],
        ),
      ).toEqualTypeOf<PoolIterator<number>>();
      expectTypeOf(pool.mergeMap((x) => [String(x)], [1], 2)).toEqualTypeOf<PoolIterator<string>>();
      expectTypeOf(pool.concatMap((x) => of(x), [1], { settle: true })).toEqualTypeOf<
        PoolIterator<ItemNotification<number>>
      >();
      expectTypeOf(pool.imap((x: number) => x, [1], { settle: true })).toEqualTypeOf<
        PoolIterator<Settled<number>>
      >();
    });
  });

  it('types what callbacks, iterations and awaits give', () => {
    assertTypes(() => {
      pool.mapAsync(
        (x: number) => String(x),
        [1],
        1,
        (values) => expectTypeOf(values).toEqualTypeOf<string[]>(),
        (reason) => expectTypeOf(reason).toEqualTypeOf<unknown>(),
      );
      void (async () => {
        for await (const value of pool.imap((x) => String(x), [1]))
          expectTypeOf(value).toEqualTypeOf<string>();
        expectTypeOf(await pool.applyAsync((x: number) => String(x), [1])).toEqualTypeOf<string>();
        expectTypeOf(await pool.mapAsync((x) => x, [1]).get(5)).toEqualTypeOf<number[]>();
      })();
    });
  });

  it('refuses wrong use', () => {
    assertTypes(() => {
      // @ts-expect-error the function takes a string, the items are numbers
      void pool.map((x: string) => x, [1]);
      // @ts-expect-error an async iterable cannot be collected at once
      void pool.map((x: number) => x, poolAsync());
      // @ts-expect-error the second member is a string
      void pool.starmap((a: number, b: number) => a + b, mutablePairs);
      // @ts-expect-error arguments are missing
      void pool.apply((a: number) => a);
      // @ts-expect-error the argument has the wrong type
      void pool.apply((a: number) => a, ['a']);
      // @ts-expect-error a call has no chunks
      void pool.apply((a: number) => a, [1], { chunksize: 2 });
      // @ts-expect-error there are too many arguments
      void pool.apply((a: number) => a, [1, 2]);
      // @ts-expect-error there is no such option
      void pool.map((x: number) => x, [1], { threads: 2 });
      // @ts-expect-error methods have no pool option
      void pool.map((x: number) => x, [1], { pool });
      // @ts-expect-error chunksize is a number
      void pool.map((x: number) => x, [1], '2');
      // @ts-expect-error there is no such option
      void new Pool({ threads: 2 });
      // @ts-expect-error processes is a number
      void new Pool('2');
      // @ts-expect-error one of two words
      void new Pool({ runtime: 'threads' });
      // @ts-expect-error processes cannot be changed
      pool.processes = 3;
    });
  });
});

async function* poolAsync() {
  yield 1;
}
