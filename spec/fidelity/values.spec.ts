import * as fc from 'fast-check';
import { inlineExecutor, Pool } from 'rxjs-pool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, classes, describeValue, Money, Point } from './fixtures/values.js';
import { randomItems } from './random-value.js';

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 3);

const PARAMETERS = {
  numRuns: 1e6,
  plugins: [fc.interruptAfterTimeLimit(SECONDS * 1000, { failOnInterrupt: false })],
};

const settings = [
  { name: 'worker_threads', create: () => new Pool({ processes: 1, classes, errorClasses: [AppError] }) },
  {
    name: 'child_process',
    create: () => new Pool({ processes: 1, classes, errorClasses: [AppError], runtime: 'child_process' }),
  },
  { name: 'inline', create: () => new Pool({ executor: inlineExecutor({ classes }) }) },
] as const;

const withoutName = (text: string): string => text.replaceAll(/\bAppError\b/g, 'Error');

describe.each(settings)('values of any kind, $name', ({ create }) => {
  let pool: Pool;
  beforeAll(() => {
    pool = create();
  });
  afterAll(() => pool.terminate());

  it(
    'arrive as what they are',
    async () => {
      const failure = await fc.check(
        fc.asyncProperty(randomItems, fc.constantFrom(1, 2, 3, 300), async (items, chunksize) => {
          // A worker does not know by which name an error class goes here.
          const expected = items.map((item) => withoutName(describeValue(item)));
          const there = await pool.map(describeValue, items, chunksize);
          expect(there.map(withoutName)).toEqual(expected);
        }),
        PARAMETERS,
      );
      expect(fc.defaultReportMessage(failure) ?? '').toBe('');
    },
    30_000 + SECONDS * 1000,
  );

  it(
    'come back as what they are',
    async () => {
      const failure = await fc.check(
        fc.asyncProperty(randomItems, fc.constantFrom(1, 2, 3, 300), async (items, chunksize) => {
          const back = await pool.map((item: unknown) => item, items, chunksize);
          expect(back.map(describeValue).map(withoutName)).toEqual(items.map(describeValue).map(withoutName));
        }),
        PARAMETERS,
      );
      expect(fc.defaultReportMessage(failure) ?? '').toBe('');
    },
    30_000 + SECONDS * 1000,
  );

  it('are what they were when the function returned them', async () => {
    const state = {
      n: 0,
      list: [0],
      bytes: new Uint8Array(1),
      all: new Float64Array(9000),
      long: Array.from({ length: 100 }, () => 0),
    };
    const fn = (n: number): typeof state => {
      state.n = n;
      state.list[0] = n;
      state.bytes[0] = n;
      state.all[8999] = n;
      state.long[99] = n;
      return state;
    };
    const results = await pool.map(fn, [1, 2, 3], 3);
    expect(
      results.map(({ n, list, bytes, all, long }) => [n, list[0], bytes[0], all[8999], long[99]]),
    ).toEqual([1, 2, 3].map((n) => [n, n, n, n, n]));
    const row = { n: 0 };
    const rows = await pool.map(
      (n: number) => Object.assign(row, { n }),
      Array.from({ length: 300 }, (_, n) => n),
      300,
    );
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, n) => n));
  });

  it('keep the class that the function sees', async () => {
    const fn = (item: unknown): unknown =>
      item instanceof Point
        ? new Money(item.length * 100)
        : item instanceof Money && new Point(item.cents, 0);
    const [money, point] = await pool.map(fn, [new Point(3, 4), new Money(7)]);
    expect(money).toBeInstanceOf(Money);
    expect((money as Money).cents).toBe(500);
    expect((point as Point).length).toBe(7);
  });
});
