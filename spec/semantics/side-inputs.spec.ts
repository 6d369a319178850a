import { poolFrom, poolImap, poolImapUnordered, UnshippableFunctionError } from 'rxjs-pool';
import {
  buffer,
  combineLatest,
  delayWhen,
  filter,
  interval,
  map,
  merge,
  type Observable,
  of,
  sample,
  scan,
  skipUntil,
  take,
  takeUntil,
  timer,
  withLatestFrom,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, terminatedAfterEach, workerBackends } from '../conformance.js';
import { collect, counted, countedAsync, record, rejection } from '../helpers.js';

const identity = (x: number) => x;
const slow = async (x: unknown) => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return x;
};

/** More than `slow` can do. */
const flood = (): Observable<number> => interval(1);

describe.each(backends)('$name', ({ create }) => {
  const owned = terminatedAfterEach();
  const pools = () => [owned(create({ processes: 1 })), owned(create({ processes: 1 }))] as const;

  /** A notifier that is a pool stage itself; it says so after some ms. */
  const NOTIFIERS = {
    'a source that pushes': (after: number) => timer(after),
    'a source that is read': (after: number) =>
      poolFrom(
        (async function* () {
          await new Promise((resolve) => setTimeout(resolve, after));
          yield 0;
        })(),
      ),
  };

  describe.each(Object.entries(NOTIFIERS))('a side input from %s', (_name, notify) => {
    it('stops a stream whose pool stage is full: takeUntil', async () => {
      const [side, main] = pools();
      const stop = notify(40).pipe(poolImap(identity, { pool: side }));
      const results = flood().pipe(
        takeUntil(stop),
        take(1000),
        poolImap(slow, { pool: main, buffersize: 1 }),
      );
      expect((await collect(results)).length).toBeLessThan(1000);
    });

    it('starts it, joins it, cuts it and holds it up: skipUntil, withLatestFrom, buffer, delayWhen', async () => {
      const [side, main] = pools();
      const options = { pool: main, buffersize: 1 } as const;
      const signal = (): Observable<number> => notify(50).pipe(poolImap(identity, { pool: side }));
      const through = <R>(operator: (source: Observable<number>) => Observable<R>): Promise<unknown[]> =>
        collect(merge(of(-1, -2, -3), flood()).pipe(operator, poolImap(slow, options), take(5)));
      expect(await through(skipUntil(signal()))).toHaveLength(5);
      expect(await through((source) => source.pipe(withLatestFrom(signal())))).toHaveLength(5);
      expect(await through((source) => merge(source, source.pipe(buffer(signal()))))).toHaveLength(5);
      expect(await through(delayWhen(() => signal()))).toHaveLength(5);
    });
  });

  it('control values reach a stage that is flooded', async () => {
    const [side, main] = pools();
    const controls = interval(20).pipe(
      take(5),
      map((x) => -1 - x),
      poolImap(identity, { pool: side }),
    );
    const taken: number[] = [];
    const note = (x: number): void => void taken.push(x);
    const results = merge(flood(), controls).pipe(
      scan((_last, x) => (note(x), x), 0),
      poolImap(slow, { pool: main, buffersize: 1 }),
      take(15),
    );
    await collect(results);
    expect(taken.filter((x) => x < 0)).toEqual([-1, -2, -3, -4, -5]);
  });

  it('so do the latest values of two, and samples', async () => {
    const [side, main] = pools();
    const options = { pool: main, buffersize: 1 } as const;
    const controls = (): Observable<number> => interval(20).pipe(take(5), poolImap(identity, { pool: side }));
    const pairs = combineLatest([flood(), controls()]).pipe(
      filter(([_x, control]) => control === 4),
      poolImap(slow, options),
      take(1),
    );
    expect(await collect(pairs)).toHaveLength(1);
    const samples = merge(flood().pipe(sample(controls())), flood()).pipe(poolImap(slow, options), take(10));
    expect(await collect(samples)).toHaveLength(10);
  });

  it('a stage that is read is slowed by the one below it, until its source ends', async () => {
    const [first, second] = pools();
    const source = counted(40);
    let between = 0;
    let most = 0;
    const results = poolFrom(source).pipe(
      poolImapUnordered(identity, { pool: first, buffersize: 4 }),
      map((x) => {
        between++;
        return x;
      }),
      poolImap(slow, { pool: second, buffersize: 2 }),
      map((_x, delivered) => {
        // All of it is read in the end: then nothing is slowed by waiting.
        if (source.counts.pulled < 40) most = Math.max(most, between - delivered);
      }),
    );
    expect(await collect(results)).toHaveLength(40);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe.each(workerBackends)('$name', ({ create }) => {
  const owned = terminatedAfterEach();

  it.each<[string, (x: number) => unknown]>([
    ['a bound function', Math.max.bind(undefined, 1)],
    ['import.meta', () => import.meta.url],
  ])('a function that cannot travel costs the source nothing: %s', async (_what, fn) => {
    const pool = owned(create({ processes: 1 }));
    for (const source of [counted(), countedAsync()]) {
      const { error } = await record(poolFrom(source).pipe(poolImap(fn, { pool })));
      expect(error).toBeInstanceOf(UnshippableFunctionError);
      expect(await rejection(pool.imap(fn, source).next())).toBeInstanceOf(UnshippableFunctionError);
      expect(source.counts.pulled).toBe(0);
    }
  });
});
