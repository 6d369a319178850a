import { inlineExecutor, Pool, poolFrom, poolImap, poolImapUnordered, poolMap } from 'rxjs-pool';
import { virtualExecutor } from 'rxjs-pool/testing';
import {
  asyncScheduler,
  concatMap,
  count,
  from,
  map,
  of,
  range,
  reduce,
  scheduled,
  take,
  type Observable,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { sharedPool, workerBackends } from '../conformance.js';
import { collect, drain, upTo, within } from '../helpers.js';

// A call for each chunk, of one item, within the call for the one before would need far more stack than there is.
const MANY = 30_000;
const SUM = (MANY * (MANY - 1)) / 2;

const identity = (x: number) => x;

const sum = reduce((total: number, x: number) => total + x, 0);

function* naturals(end: number): Generator<number> {
  for (let n = 0; n < end; n++) yield n;
}

/** Sources that give all their items in one go. */
const SOURCES: Record<string, (end: number) => Observable<number>> = {
  range: (end) => range(0, end),
  from: (end) => from(upTo(end)),
  'poolFrom(array)': (end) => poolFrom(upTo(end)),
  'poolFrom(generator)': (end) => poolFrom(naturals(end)),
  'of in concatMap': (end) => range(0, end / 2).pipe(concatMap((x) => of(2 * x, 2 * x + 1))),
};

const POOLS: Record<string, () => Pool> = {
  ...Object.fromEntries(workerBackends.map(({ name, create }) => [name, () => create({ processes: 2 })])),
  inline: () => new Pool({ executor: inlineExecutor() }),
};

describe.each(Object.entries(POOLS))('%s', (name, create) => {
  const shared = sharedPool(create);
  // A process is told of each item, and tells of it.
  const many = name === 'child_process' ? MANY / 10 : MANY;
  const total = (many * (many - 1)) / 2;

  it.each(Object.entries(SOURCES))(
    '%s of many items needs no deep stack',
    async (_source, make) => {
      const options = { pool: shared() };
      expect(await collect(make(many).pipe(poolImapUnordered(identity, options), sum), 60_000)).toEqual([
        total,
      ]);
    },
    60_000,
  );

  it('neither does any other operator, nor two in a row, nor a method', async () => {
    const pool = shared();
    const options = { pool };
    const results = [
      collect(range(0, many).pipe(poolImap(identity, options), sum), 60_000),
      collect(
        poolFrom(upTo(many)).pipe(
          poolImap(identity, options),
          map(identity),
          poolImapUnordered(identity, options),
          sum,
        ),
        60_000,
      ),
      collect(
        range(0, many).pipe(
          poolMap(identity, { pool }),
          map((all) => all.reduce((a, b) => a + b, 0)),
        ),
        60_000,
      ),
      within(pool.map(identity, naturals(many)), 60_000).then((all) => [all.reduce((a, b) => a + b, 0)]),
      drain(pool.imap(identity, naturals(many)), 60_000).then((all) => [all.reduce((a, b) => a + b, 0)]),
    ];
    expect(await Promise.all(results)).toEqual(results.map(() => [total]));
  }, 60_000);

  it('items that cannot be sent, one after the other, need none either', async () => {
    const pool = shared();
    const items = from(upTo(5000)).pipe(map(() => () => undefined));
    const options = { pool, settle: true } as const;
    expect(
      await collect(
        items.pipe(
          poolImap(() => 1, options),
          count(),
        ),
        60_000,
      ),
    ).toEqual([5000]);
  }, 60_000);
});

describe('virtual time', () => {
  it.each(Object.entries(SOURCES))(
    '%s of many items that take no time needs no deep stack',
    (_source, make) => {
      const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
      const executor = virtualExecutor(scheduler, { processes: 2 });
      const pool = new Pool({ executor });
      let total = 0;
      make(MANY)
        .pipe(poolImapUnordered(identity, { pool }))
        .subscribe((x) => (total += x));
      scheduler.flush();
      expect(total).toBe(SUM);
    },
    60_000,
  );
});

describe('poolFrom without a pool operator', () => {
  it('needs no deep stack', async () => {
    expect(await collect(poolFrom(naturals(MANY)).pipe(sum))).toEqual([SUM]);
    expect(await collect(poolFrom(naturals(Infinity)).pipe(take(MANY), sum))).toEqual([SUM]);
    expect(
      await collect(
        scheduled(upTo(10), asyncScheduler).pipe(
          concatMap((x) => poolFrom([x])),
          sum,
        ),
      ),
    ).toEqual([45]);
  });
});
