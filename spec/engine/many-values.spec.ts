import * as fc from 'fast-check';
import {
  Pool,
  poolConcatMap,
  poolFrom,
  poolImap,
  poolMergeMap,
  WorkerCrashedError,
  type ItemNotification,
} from 'rxjs-pool';
import { virtualExecutor, type VirtualItem } from 'rxjs-pool/testing';
import {
  concat,
  concatMap,
  EMPTY,
  from,
  map,
  of,
  throwError,
  timer,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';

// `npm run fuzz -- --minutes 10` looks for longer.
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 2);

/** The values of one item, each some frames after the one before it, and the way the item ends. */
interface Inner {
  readonly gaps: readonly number[];
  readonly fails: boolean;
  /** The first attempt fails after this many values; undefined: all attempts are alike. */
  readonly failsFirst: number | undefined;
  /** `'observable'`: in time, by itself. The others take no time, and wait to be asked. */
  readonly form: 'observable' | 'generator' | 'array';
}

interface Scenario {
  readonly inners: readonly Inner[];
  /** Frames between the items of the source; 0: all at once. */
  readonly pace: number;
  readonly processes: number;
  readonly concurrency: number;
  readonly chunksize: number;
  readonly buffersize: number;
  readonly bufferbytes: number;
  readonly duration: number;
  readonly messageTime: number;
  readonly leaveAt: number | undefined;
  /** Items whose first attempt kills its worker. */
  readonly killers: readonly number[];
}

const inner: fc.Arbitrary<Inner> = fc.record({
  gaps: fc.array(fc.nat({ max: 4 }), { maxLength: 8 }),
  fails: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  failsFirst: fc.constant(undefined),
  form: fc.constantFrom('observable', 'generator', 'array'),
});

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    inners: fc.array(inner, { maxLength: 9 }),
    pace: fc.constantFrom(0, 0, 1, 7),
    processes: fc.integer({ min: 1, max: 3 }),
    concurrency: fc.constantFrom(1, 1, 2, 3),
    chunksize: fc.integer({ min: 1, max: 3 }),
    buffersize: fc.constantFrom(3, 4, 6, 1000),
    bufferbytes: fc.constantFrom(1, 30, 60, 1000),
    duration: fc.constantFrom(0, 0, 2),
    messageTime: fc.constantFrom(0, 0, 10),
    leaveAt: fc.option(fc.nat({ max: 30 }), { nil: undefined, freq: 3 }),
    killers: fc.constant([]),
  })
  .map((scenario) => ({ ...scenario, buffersize: Math.max(scenario.buffersize, scenario.chunksize) }));

/** The record of one run: which values came out, how it ended, and what its generators and workers did. */
interface Happening {
  readonly values: readonly unknown[];
  readonly ending: { readonly error: unknown } | undefined;
  /** Most values that were taken from generators while they were not emitted. */
  readonly mostHeld: number;
  /** Generators that were begun, and those that came to their `finally`. */
  readonly begun: number;
  readonly finished: number;
  /** Workers with nothing to do, in the end. */
  readonly idle: number;
}

function run(
  { inners, pace, leaveAt, killers, processes, duration, messageTime }: Scenario,
  operator: (
    fn: (item: number) => Observable<string> | Iterable<string>,
    pool: Pool,
  ) => OperatorFunction<number, unknown>,
): Happening {
  const scheduler = new TestScheduler(() => undefined);
  let actions = 0;
  const schedule = scheduler.schedule.bind(scheduler);
  // No deadline of a test ends what takes no time.
  scheduler.schedule = ((...args: Parameters<typeof schedule>) => {
    if (++actions > 100_000) throw new Error('It never ends');
    return schedule(...args);
  }) as typeof schedule;
  const values: unknown[] = [];
  let ending: Happening['ending'];
  const count = { held: 0, most: 0, begun: 0, finished: 0 };
  const crashes = (item: number, { attempt }: VirtualItem): boolean =>
    attempt === 0 && killers.includes(item);
  const executor = virtualExecutor(scheduler, { processes, duration, messageTime, crashes });
  const pool = new Pool({ executor });
  const failure = (item: number): string => `thrown by ${item}`;
  const tried = new Set<number>();
  /** Returns the values and the ending of an item for the attempt that begins now. */
  const now = (item: number): Inner => {
    const { gaps, failsFirst, ...rest } = inners[item] as Inner;
    if (failsFirst === undefined || tried.has(item)) return { gaps, failsFirst, ...rest };
    tried.add(item);
    return { ...rest, failsFirst, gaps: gaps.slice(0, failsFirst), fails: true };
  };
  function* generate(item: number, { gaps, fails }: Inner): Generator<string> {
    count.begun++;
    try {
      for (const at of gaps.keys()) {
        count.held++;
        count.most = Math.max(count.most, count.held);
        yield `${item}.${at}`;
      }
      if (fails) throw failure(item);
    } finally {
      count.finished++;
    }
  }
  const fn = (item: number): Observable<string> | Iterable<string> => {
    const given = now(item);
    const { gaps, fails, form } = given;
    if (form === 'generator') return generate(item, given);
    if (form === 'array' && !fails) return gaps.map((_, at) => `${item}.${at}`);
    const steps = gaps.map((gap, at) => {
      const value = `${item}.${at}`;
      return gap === 0 ? of(value) : timer(gap, scheduler).pipe(map(() => value));
    });
    return concat(...steps, fails ? throwError(() => failure(item)) : EMPTY);
  };
  scheduler.run(({ flush }) => {
    const items = from(inners.keys());
    const source =
      pace === 0 ? items : items.pipe(concatMap((item) => timer(pace, scheduler).pipe(map(() => item))));
    const subscription = source.pipe(operator(fn, pool)).subscribe({
      next: (value) => {
        values.push(value);
        if (inners[Number(String(value).split('.')[0])]?.form === 'generator') count.held--;
      },
      error: (error: unknown) => (ending = { error }),
      complete: () => (ending = { error: undefined }),
    });
    if (leaveAt !== undefined) scheduler.schedule(() => subscription.unsubscribe(), leaveAt);
    flush();
  });
  const { idle } = executor.workers;
  return { values, ending, mostHeld: count.most, begun: count.begun, finished: count.finished, idle };
}

function check(property: (scenario: Scenario) => void, arbitrary: fc.Arbitrary<Scenario> = scenarios): void {
  fc.assert(fc.property(arbitrary, property), {
    numRuns: 10_000_000,
    plugins: [fc.interruptAfterTimeLimit(SECONDS * 1000, { failOnInterrupt: false })],
    ...(process.env['FUZZ_SEED'] && { seed: Number(process.env['FUZZ_SEED']) }),
  });
}

const options = ({ chunksize, buffersize, concurrency }: Scenario, pool: Pool) => ({
  pool,
  chunksize,
  buffersize,
  concurrency,
});

const concatenated = (scenario: Scenario): Happening =>
  run(scenario, (fn, pool) => poolConcatMap(fn, options(scenario, pool)));
const merged = (scenario: Scenario): Happening =>
  run(scenario, (fn, pool) => poolMergeMap(fn, options(scenario, pool)));

/** The values of each item, in their order. */
function byItem(values: readonly unknown[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const value of values as string[]) {
    const [item = ''] = value.split('.');
    found.set(item, [...(found.get(item) ?? []), value]);
  }
  return found;
}

describe('items that give many values, in virtual time', { timeout: SECONDS * 1000 + 20_000 }, () => {
  it('poolConcatMap emits what concatMap emits', () => {
    check((scenario) => {
      const expected = run({ ...scenario, leaveAt: undefined }, (fn) => concatMap(fn));
      const { values, ending } = concatenated(scenario);
      if (scenario.leaveAt === undefined || ending) {
        expect(values).toEqual(expected.values);
        expect(ending).toEqual(expected.ending);
      } else expect(values).toEqual(expected.values.slice(0, values.length));
    });
  });

  it('poolMergeMap emits what mergeMap may emit', () => {
    check((scenario) => {
      const { values, ending } = merged(scenario);
      const found = byItem(values);
      for (const [item, own] of found) {
        const all = scenario.inners[Number(item)]?.gaps.map((_, at) => `${item}.${at}`) ?? [];
        expect(own).toEqual(all.slice(0, own.length));
      }
      const failing = scenario.inners.flatMap(({ fails }, item) => (fails ? [`thrown by ${item}`] : []));
      if (ending?.error !== undefined) {
        expect(failing).toContain(ending.error);
        const [, item = ''] = (ending.error as string).split('thrown by ');
        expect(found.get(item) ?? []).toHaveLength(scenario.inners[Number(item)]?.gaps.length ?? -1);
      } else if (ending) {
        expect(failing).toEqual([]);
        expect(values).toHaveLength(scenario.inners.reduce((sum, { gaps }) => sum + gaps.length, 0));
      } else expect(scenario.leaveAt).toBeDefined();
    });
  });

  it('with settle, each item has its values and one end, and no item costs another', () => {
    check((given) => {
      const scenario = { ...given, leaveAt: undefined };
      for (const operator of [poolConcatMap, poolMergeMap]) {
        const { values, ending } = run(scenario, (fn, pool) =>
          operator(fn, { ...options(scenario, pool), settle: true }),
        );
        expect(ending).toEqual({ error: undefined });
        for (const [index, { gaps, fails }] of scenario.inners.entries()) {
          const own = (values as Array<ItemNotification<string>>).filter((one) => one.index === index);
          expect(own).toEqual([
            ...gaps.map((_, at) => ({ kind: 'N', index, value: `${index}.${at}` })),
            fails ? { kind: 'E', index, error: `thrown by ${index}` } : { kind: 'C', index },
          ]);
        }
      }
    });
  });

  it('with retries, an item gives all its values, or fails behind those that were emitted', () => {
    const retried = scenarios.chain((scenario) =>
      fc
        .array(fc.option(fc.nat({ max: 4 }), { nil: undefined }), { minLength: 9, maxLength: 9 })
        .map((firsts) => ({
          ...scenario,
          leaveAt: undefined,
          inners: scenario.inners.map((one, at) => ({
            ...one,
            fails: false,
            form: one.form === 'array' ? ('generator' as const) : one.form,
            failsFirst: firsts[at],
          })),
        })),
    );
    check((scenario) => {
      for (const operator of [poolConcatMap, poolMergeMap]) {
        const { values, ending } = run(scenario, (fn, pool) =>
          operator(fn, { ...options(scenario, pool), settle: true, retries: 1 }),
        );
        expect(ending).toEqual({ error: undefined });
        for (const [index, { gaps, failsFirst = 9 }] of scenario.inners.entries()) {
          const own = (values as Array<ItemNotification<string>>).filter((one) => one.index === index);
          const all = gaps.map((_, at) => ({ kind: 'N', index, value: `${index}.${at}` }));
          const failed = [...all.slice(0, failsFirst), { kind: 'E', index, error: `thrown by ${index}` }];
          expect([[...all, { kind: 'C', index }], failed]).toContainEqual(own);
          if (failsFirst === 0) expect(own).toHaveLength(gaps.length + 1);
        }
      }
    }, retried);
  });

  it('when workers die, an item gives all its values, or fails behind those that were emitted', () => {
    const deadly = fc.record({
      scenario: scenarios,
      killers: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
    });
    check(
      (scenario) => {
        for (const operator of [poolConcatMap, poolMergeMap]) {
          const { values, ending } = run(scenario, (fn, pool) =>
            operator(fn, { ...options(scenario, pool), settle: true, retries: 1 }),
          );
          expect(ending).toEqual({ error: undefined });
          for (const [index, { gaps }] of scenario.inners.entries()) {
            const own = (values as Array<ItemNotification<string>>).filter((one) => one.index === index);
            const all = gaps.map((_, at) => ({ kind: 'N', index, value: `${index}.${at}` }));
            const last = own.pop();
            expect(all.slice(0, own.length)).toEqual(own);
            if (last?.kind === 'C') expect(own).toHaveLength(gaps.length);
            else {
              expect(last).toEqual({ kind: 'E', index, error: expect.any(WorkerCrashedError) as unknown });
              expect(own).not.toHaveLength(0);
            }
          }
        }
      },
      deadly.map(({ scenario, killers }) => ({
        ...scenario,
        killers,
        leaveAt: undefined,
        inners: scenario.inners.map((one) => ({ ...one, fails: false })),
      })),
    );
  });

  it('when workers die, every stream ends: well, or with the first error', () => {
    const deadly = fc.record({
      scenario: scenarios,
      killers: fc.array(fc.nat({ max: 8 }), { minLength: 1, maxLength: 3 }),
    });
    const all = [poolConcatMap, poolMergeMap].flatMap((operator) =>
      [0, 1].map((retries) => [operator, retries] as const),
    );
    check(
      (scenario) => {
        for (const [operator, retries] of all) {
          // A slow stage below: values wait for it.
          const { ending } = run(scenario, (fn, pool) => () => {
            const values = operator(fn, { ...options(scenario, pool), retries });
            const below = poolImap((value: unknown) => value, { pool, buffersize: 1 });
            return poolFrom(scenario.inners.keys()).pipe(values, below);
          });
          expect(ending).toBeDefined();
        }
      },
      deadly.map(({ scenario, ...rest }) => ({ ...scenario, ...rest, leaveAt: undefined })),
    );
  });

  it('no more values are here or on their way than buffersize, and one for each worker', () => {
    check((scenario) => {
      const most = scenario.buffersize + scenario.processes * scenario.concurrency;
      expect(concatenated(scenario).mostHeld).toBeLessThanOrEqual(most);
      expect(merged(scenario).mostHeld).toBeLessThanOrEqual(most);
    });
  });

  it('the same by bytes', () => {
    check((scenario) => {
      // Each value weighs eleven.
      const most = Math.ceil(scenario.bufferbytes / 11) + scenario.processes * scenario.concurrency;
      for (const operator of [poolConcatMap, poolMergeMap]) {
        const { mostHeld } = run(scenario, (fn, pool) =>
          operator(fn, { ...options(scenario, pool), buffersize: 1000, bufferbytes: scenario.bufferbytes }),
        );
        expect(mostHeld).toBeLessThanOrEqual(most);
      }
    });
  });

  it('in the end, every generator has come to its finally, and nobody is at work', () => {
    check((scenario) => {
      for (const { begun, finished, idle } of [concatenated(scenario), merged(scenario)]) {
        expect(finished).toBe(begun);
        expect(idle).toBe(scenario.processes);
      }
    });
  });
});
