import { poolFrom, poolImap, poolImapUnordered, poolMap, type Pool } from 'rxjs-pool';
import { from, lastValueFrom, Subject, take, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, sharedPool, terminatedAfterEach, workerBackends } from '../conformance.js';
import { collectedUntil, Remembered } from '../collected.js';
import { collect, drain, rejection, turns, upTo, within } from '../helpers.js';

interface Item {
  readonly n: number;
}

const sameItem = (item: Item): Item => ({ n: item.n });

function* itemsOf(remembered: Remembered, end: number): Generator<Item> {
  for (let n = 0; n < end; n++) yield remembered.add({ n });
}

describe.each(backends)('$name', ({ create, hasMortalWorkers }) => {
  const shared = sharedPool(() => create({ processes: 2 }));

  it.each([
    ['poolImap', 1, poolImap],
    ['poolImap', 7, poolImap],
    ['poolImapUnordered', 7, poolImapUnordered],
  ] as const)(
    '%s lets go of what is delivered while it goes on, chunksize %i',
    async (_name, chunksize, operator) => {
      const pool = shared();
      const [taken, given] = [new Remembered(), new Remembered()];
      const buffersize = 20;
      const results = poolFrom(itemsOf(taken, Infinity)).pipe(
        operator(sameItem, { pool, chunksize, buffersize }),
      );
      let delivered = 0;
      const subscription = await within(
        new Promise<{ unsubscribe(): void }>((resolve, reject) => {
          const running = results.subscribe({
            next(result) {
              given.add(result);
              if (++delivered === 300) resolve(running);
            },
            error: reject,
          });
        }),
      );
      // Whatever goes on meanwhile has no more than that in its hands, and a few more in a message.
      expect(await collectedUntil(() => taken.alive <= 3 * buffersize && given.alive <= 3 * buffersize)).toBe(
        true,
      );
      expect(delivered).toBeGreaterThanOrEqual(300);
      subscription.unsubscribe();
    },
  );

  it('imap holds nothing but what waits to be read', async () => {
    const pool = shared();
    const [taken, given] = [new Remembered(), new Remembered()];
    const iterator = pool.imap(sameItem, itemsOf(taken, Infinity), { buffersize: 10 });
    const read = async (): Promise<void> => {
      for (let n = 0; n < 100; n++) {
        const { value } = await within(iterator.next());
        if (value) given.add(value);
      }
    };
    await read();
    expect(await collectedUntil(() => taken.alive <= 11 && given.alive === 0)).toBe(true);
    await iterator.return();
  });

  describe.each<[string, (pool: Pool, taken: Remembered, given: Remembered) => Promise<unknown>]>([
    [
      'map',
      (pool, taken, given) =>
        pool.map(sameItem, itemsOf(taken, 50)).then((all) => all.map((x) => given.add(x)).length),
    ],
    [
      'imap',
      async (pool, taken, given) =>
        (await drain(pool.imap(sameItem, itemsOf(taken, 50)))).map((x) => given.add(x)).length,
    ],
    ['apply', async (pool, taken, given) => given.add(await pool.apply(sameItem, [taken.add({ n: 1 })])).n],
    [
      'applyAsync',
      async (pool, taken, given) => given.add(await pool.applyAsync(sameItem, [taken.add({ n: 1 })]).get()).n,
    ],
    [
      'poolMap',
      async (pool, taken, given) => {
        const [all = []] = await collect(from(itemsOf(taken, 50)).pipe(poolMap(sameItem, { pool })));
        return all.map((x) => given.add(x)).length;
      },
    ],
    [
      'an item that fails',
      (pool, taken) =>
        rejection(
          pool.map(
            (item: Item) => {
              if (item.n === 20) throw new RangeError('no');
              return item;
            },
            itemsOf(taken, 50),
            3,
          ),
        ).then(() => undefined),
    ],
    [
      'a stream that is left',
      (pool, taken, given) =>
        collect(
          poolFrom(itemsOf(taken, Infinity)).pipe(
            poolImap(sameItem, { pool }),
            tap((x) => given.add(x)),
            take(5),
          ),
        ).then(() => undefined),
    ],
    [
      'retries',
      (pool, taken) =>
        collect(
          from(itemsOf(taken, 9)).pipe(
            poolImap(
              (item: Item) => {
                if (item.n === 5) throw new RangeError('no');
                return item;
              },
              { pool, retries: 2, settle: true, chunksize: 4 },
            ),
          ),
        ).then(() => undefined),
    ],
  ])('%s', (_name, use) => {
    it('leaves nothing of its items and results behind when it is over', async () => {
      const pool = shared();
      const [taken, given] = [new Remembered(), new Remembered()];
      await within(use(pool, taken, given));
      expect(await collectedUntil(() => taken.alive + given.alive === 0)).toBe(true);
    });
  });

  it('a function, its signal and its observer are let go of with their job', async () => {
    const pool = shared();
    const remembered = new Remembered();
    const use = async (): Promise<void> => {
      const controller = remembered.add(new AbortController());
      const factor = Math.random();
      const fn = remembered.add((x: number) => x * factor);
      const source = remembered.add(new Subject<number>());
      const last = lastValueFrom(source.pipe(poolImap(fn, { pool, signal: controller.signal })));
      source.next(1);
      source.complete();
      await within(last);
    };
    await use();
    expect(await collectedUntil(() => remembered.alive === 0)).toBe(true);
  });

  it('a job without an end is let go of when it is left', async () => {
    const pool = shared();
    const remembered = new Remembered();
    const source = new Subject<Item>();
    const subscription = source
      .pipe(poolImap(sameItem, { pool }))
      .subscribe({ next: (item) => remembered.add(item) });
    from(itemsOf(remembered, 20)).subscribe((item) => source.next(item));
    await turns(10);
    subscription.unsubscribe();
    expect(await collectedUntil(() => remembered.alive === 0)).toBe(true);
    expect(source.observed).toBe(false);
  });

  it.runIf(hasMortalWorkers)('a crash and a timeout leave nothing behind', async () => {
    const pool = shared();
    const remembered = new Remembered();
    const die = (item: Item): number => {
      if (item.n === 3) process.exit(1);
      for (; item.n === 5;);
      return item.n;
    };
    const outcomes = await within(
      pool.map(die, itemsOf(remembered, 20), { settle: true, chunksize: 5, timeout: 100 }),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(await collectedUntil(() => remembered.alive === 0)).toBe(true);
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();

  it('a worker lets go of items and results', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    // How many of the items before are still there, in the worker.
    const aliveBefore = async (item: Item): Promise<number> => {
      const realm = globalThis as unknown as { seen?: Array<WeakRef<object>> };
      const seen = (realm.seen ??= []);
      process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
      const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
      // So slow that no message has more than one chunk, also on a queue.
      await new Promise((resolve) => setTimeout(resolve, 25));
      gc();
      const alive = seen.filter((ref) => ref.deref()).length;
      seen.push(new WeakRef(item));
      return alive;
    };
    for (const chunksize of [1, 10]) {
      const alive = await within(
        pool.map(
          aliveBefore,
          upTo(30).map((n) => ({ n })),
          chunksize,
        ),
      );
      // Those of the chunk at hand and of the one that waits behind it.
      expect(Math.max(...alive)).toBeLessThanOrEqual(2 * chunksize);
    }
  });

  it('the heap does not grow with the number of items', async () => {
    const pool = owned(backend.create({ processes: 2 }));
    const count = backend.startsFast ? 1_000_000 : 40_000;
    const grown: number[] = [];
    let delivered = 0;
    const numbers = function* () {
      for (let n = 0; n < count; n++) yield n;
    };
    const iterator = pool.imapUnordered((x: number) => x + 1, numbers(), { buffersize: 1000 });
    const heapNow = async (): Promise<number> => {
      await collectedUntil(() => true);
      return process.memoryUsage().heapUsed;
    };
    let base = 0;
    for await (const _ of iterator) {
      delivered++;
      if (delivered === count / 4) base = await heapNow();
      if (delivered > count / 4 && delivered % (count / 4) === 0) grown.push((await heapNow()) - base);
    }
    expect(delivered).toBe(count);
    // Eight bytes for each item of a million would be more; what is under way comes and goes.
    expect(Math.max(...grown)).toBeLessThan(4_000_000);
  });
});
