import {
  poolFrom,
  poolImap,
  poolImapUnordered,
  poolMap,
  TaskTimeoutError,
  WorkerCrashedError,
  type Pool,
} from 'rxjs-pool';
import { range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, terminatedAfterEach, workerBackends } from '../conformance.js';
import { collect, drain, rejection, upTo, within } from '../helpers.js';

/** Waits, and tells how many waited with it in its worker at its busiest. */
const crowd = async (x: number) => {
  const realm = globalThis as { crowd?: { now: number; most: number } };
  const count = (realm.crowd ??= { now: 0, most: 0 });
  count.now++;
  count.most = Math.max(count.most, count.now);
  await new Promise((resolve) => setTimeout(resolve, 5 + (x % 3)));
  const { most } = count;
  if (--count.now === 0) count.most = 0;
  return most;
};
const most = (counts: readonly number[]): number => Math.max(...counts);
const square = (x: number) => x * x;
const later = async (x: number) => {
  await new Promise((resolve) => setTimeout(resolve, (x * 7) % 10));
  return x;
};

describe.each(backends.filter(({ isQueue }) => !isQueue))('$name', (backend) => {
  const owned = terminatedAfterEach();
  const pool = (): Pool => owned(backend.create({ processes: 1 }));

  it.each([1, 4, 16])('%i items wait at once in a worker, and no more', async (concurrency) => {
    const counts = await collect(range(0, 60).pipe(poolImapUnordered(crowd, { pool: pool(), concurrency })));
    expect(counts).toHaveLength(60);
    expect(most(counts)).toBe(concurrency);
  });

  it('so they do whatever the chunksize is', async () => {
    const options = { concurrency: 8, chunksize: 20 };
    expect(most(await within(pool().map(crowd, upTo(40), options)))).toBe(8);
    expect(most(await collect(range(0, 45).pipe(poolImap(crowd, { pool: pool(), ...options }))))).toBe(8);
  });

  it('all operators and methods keep their order', async () => {
    const one = pool();
    const options = { concurrency: 10, chunksize: 3 };
    expect(await within(one.map(later, upTo(50), options))).toEqual(upTo(50));
    expect(
      await within(
        one.starmap(
          later,
          upTo(50).map((x) => [x] as const),
          options,
        ),
      ),
    ).toEqual(upTo(50));
    expect(await drain(one.imap(later, upTo(50), options))).toEqual(upTo(50));
    const unordered = await drain(one.imapUnordered(later, upTo(50), options));
    expect(unordered).not.toEqual(upTo(50));
    expect(unordered.toSorted((a, b) => a - b)).toEqual(upTo(50));
    expect(await collect(poolFrom(upTo(50)).pipe(poolImap(later, { pool: one, ...options })))).toEqual(
      upTo(50),
    );
    expect(await collect(range(0, 50).pipe(poolMap(later, { pool: one, ...options })))).toEqual([upTo(50)]);
  });

  it('functions that never wait run one after another', async () => {
    const one = pool();
    expect(await within(one.map(square, upTo(5000), { concurrency: 10 }))).toEqual(upTo(5000).map(square));
    const mixed = (x: number) => (x % 10 === 3 ? Promise.resolve(-x) : x);
    const options = { concurrency: 10, chunksize: 100 };
    expect(await within(one.map(mixed, upTo(1000), options))).toEqual(
      upTo(1000).map((x) => (x % 10 === 3 ? -x : x)),
    );
  });

  it('what fails costs no other, and is tried again', async () => {
    const fails = async (x: number) => {
      await new Promise((resolve) => setTimeout(resolve, x % 4));
      if (x % 5 === 0) throw new RangeError(`not ${x}`);
      return x;
    };
    const outcomes = await within(
      pool().map(fails, upTo(40), { concurrency: 8, chunksize: 7, settle: true, retries: 1 }),
    );
    const failed = outcomes.filter(({ status }) => status === 'rejected').map(({ index }) => index);
    expect(failed).toEqual(upTo(40).filter((x) => x % 5 === 0));
  });

  it('nothing begins any more when nobody waits', async () => {
    const one = pool();
    const iterator = one.imapUnordered(later, upTo(100), { concurrency: 10 });
    expect(await within(iterator.next())).toMatchObject({ done: false });
    await within(iterator.return());
    expect(await within(one.apply(square, [4]))).toBe(16);
  });
});

describe.each(workerBackends.filter(({ isQueue, hasMortalWorkers }) => !isQueue && hasMortalWorkers))(
  '$name, workers that die',
  (backend) => {
    const owned = terminatedAfterEach();
    const options = { concurrency: 6, settle: true } as const;

    it('all that ran run once more, alone, and only the one that kills again is charged', async () => {
      const exits = async (x: number) => {
        const realm = globalThis as { running?: number };
        realm.running = (realm.running ?? 0) + 1;
        const beside = realm.running - 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (x === 7) process.exit(3);
        await new Promise((resolve) => setTimeout(resolve, 20));
        realm.running--;
        return beside;
      };
      const pool = owned(backend.create({ processes: 1 }));
      const outcomes = await within(pool.map(exits, upTo(20), options));
      expect(outcomes.map(({ status }) => status[0]).join('')).toBe('fffffffrffffffffffff');
      const { reason } = outcomes[7] as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(WorkerCrashedError);
      expect(reason).toMatchObject({ index: 7, exitCode: backend.hasExitCodes ? 3 : null });
    });

    it('a timeout is for each item, and costs no other', async () => {
      const slow = async (x: number) => {
        await new Promise((resolve) => setTimeout(resolve, x === 3 ? 60_000 : 30));
        return x;
      };
      const pool = owned(backend.create({ processes: 1 }));
      const outcomes = await within(pool.map(slow, upTo(24), { ...options, timeout: 1000 }));
      expect(outcomes.map(({ status }) => status[0]).join('')).toBe('fffrffffffffffffffffffff');
      expect((outcomes[3] as PromiseRejectedResult).reason).toBeInstanceOf(TaskTimeoutError);
    });

    it('an endless loop keeps the others waiting only until its timeout', async () => {
      const spins = async (x: number) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (x === 2) for (;;);
        return x;
      };
      const pool = owned(backend.create({ processes: 1 }));
      const outcomes = await within(pool.map(spins, upTo(12), { ...options, timeout: 1000 }));
      const failed = outcomes.filter(({ status }) => status === 'rejected').map(({ index }) => index);
      expect(failed).toContain(2);
    });

    it('an item at a time in each worker: several at once are refused', async () => {
      const pool = owned(backend.create({ processes: 1, maxtasksperchild: 1 }));
      const refused =
        /^RangeError: Cannot map: concurrency must be 1 in a pool with maxtasksperchild: 1: received 2/;
      expect(
        String(await rejection(Promise.resolve().then(() => pool.map(later, [1], { concurrency: 2 })))),
      ).toMatch(refused);
      const others = owned(backend.create({ processes: 1, maxtasksperchild: 3 }));
      expect(await within(others.map(later, upTo(20), { concurrency: 2 }))).toEqual(upTo(20));
    });
  },
);
