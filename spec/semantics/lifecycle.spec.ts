import { getEventListeners } from 'node:events';
import {
  getDefaultPool,
  inlineExecutor,
  Pool,
  poolFrom,
  poolImap,
  poolImapUnordered,
  setDefaultPool,
  type PoolIterator,
} from 'rxjs-pool';
import { of, range, Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Census, footprint, grownSince } from '../census.js';
import { backends, sharedPool, workerBackends } from '../conformance.js';
import { held } from '../fixtures/tasks.js';
import { collectedUntil, Remembered } from '../collected.js';
import { collect, probes, turns, upTo, within } from '../helpers.js';

const identity = (x: number) => x;

/** Waits until a condition holds; false if it does not in time. */
async function until(isSo: () => boolean, ms = 30_000): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end;) {
    if (isSo()) return true;
    await turns(1);
  }
  return false;
}

describe.each(workerBackends)('a pool that is dropped, $name', ({ create }) => {
  const probe = probes();
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => {
    if (warning.message.startsWith('rxjs-pool: ')) warnings.push(warning.message);
  };
  let census: Census;

  beforeEach(() => {
    census = new Census();
    process.on('warning', onWarning);
  });
  afterEach(() => {
    census.stop();
    process.off('warning', onWarning);
    warnings.length = 0;
  });

  it('says so once, and its workers are ended', async () => {
    const pools = new Remembered();
    const use = async (): Promise<void> => {
      const pool = pools.add(create({ processes: 2 }));
      expect(await within(pool.map(identity, upTo(20), 3))).toEqual(upTo(20));
      await collect(poolFrom(upTo(20)).pipe(poolImap(identity, { pool })));
    };
    await use();
    expect(census.alive).toBe(2);
    expect(await collectedUntil(() => pools.alive === 0 && warnings.length > 0)).toBe(true);
    expect(await until(() => census.alive === 0)).toBe(true);
    await collectedUntil(() => true);
    expect(warnings).toEqual([
      'rxjs-pool: a Pool was dropped without close(); its workers (2) are ended now',
    ]);
  });

  it('runs its finalizers', async () => {
    const traces = probe();
    const initializer = (log: string) => void Object.assign(globalThis, { log });
    const finalizer = () => {
      const { log } = globalThis as unknown as { log: string };
      process.getBuiltinModule('node:fs').appendFileSync(log, 'finalized 0\n');
    };
    const use = (): Promise<number> =>
      within(create({ processes: 1, initializer, initargs: [traces.log], finalizer }).apply(identity, [1]));
    await use();
    expect(await collectedUntil(() => warnings.length > 0)).toBe(true);
    expect(await traces.until((lines) => lines.length > 0)).toEqual(['finalized 0']);
    expect(await until(() => census.alive === 0)).toBe(true);
  });

  it('is kept as long as a call is open', async () => {
    const traces = probe();
    const pools = new Remembered();
    const results = ((): Array<PromiseLike<number[]>> => {
      const pool = pools.add(create({ processes: 1 }));
      return [pool.map(held, traces.items(3)), pool.mapAsync(held, traces.items(3))];
    })();
    await traces.until((lines) => lines.length > 0);
    expect(await collectedUntil(() => pools.alive === 0 || warnings.length > 0, 300)).toBe(false);
    traces.open();
    expect(await within(Promise.all(results))).toEqual([upTo(3), upTo(3)]);
    expect(await collectedUntil(() => pools.alive === 0 && warnings.length === 1)).toBe(true);
    expect(await until(() => census.alive === 0)).toBe(true);
  });

  it('is kept as long as someone can read an iterator', async () => {
    const pools = new Remembered();
    const start = (): PoolIterator<number> => pools.add(create({ processes: 1 })).imap(identity, [1, 2, 3]);
    const readSlowly = async (): Promise<void> => {
      const iterator = start();
      for (const value of [1, 2, 3]) {
        expect(await within(iterator.next())).toEqual({ done: false, value });
        expect(await collectedUntil(() => pools.alive === 0, 100)).toBe(false);
      }
      expect(await within(iterator.next())).toEqual({ done: true, value: undefined });
    };
    await readSlowly();
    expect(await collectedUntil(() => pools.alive === 0 && warnings.length === 1)).toBe(true);
    expect(await until(() => census.alive === 0)).toBe(true);
  });

  it('is kept as long as someone can feed a source', async () => {
    const pools = new Remembered();
    const source = new Subject<number>();
    const values: number[] = [];
    const start = (): void => {
      const pool = pools.add(create({ processes: 1 }));
      source.pipe(poolImap(identity, { pool })).subscribe((value) => values.push(value));
    };
    start();
    for (const value of [7, 8]) {
      source.next(value);
      expect(await until(() => values.includes(value))).toBe(true);
      expect(await collectedUntil(() => pools.alive === 0, 100)).toBe(false);
    }
    expect(warnings).toEqual([]);
    source.complete();
    expect(await collectedUntil(() => pools.alive === 0 && warnings.length === 1)).toBe(true);
    expect(await until(() => census.alive === 0)).toBe(true);
  });

  it('says nothing if it was ended, or never had a worker, or is the default pool', async () => {
    const pools = new Remembered();
    const use = async (): Promise<void> => {
      const used = [0, 1, 2].map(() => pools.add(create({ processes: 1 })));
      await within(Promise.all(used.map((pool) => pool.apply(identity, [1]))));
      const [closed, terminated, disposed] = used as [Pool, Pool, Pool];
      closed.close();
      await within(Promise.all([closed.join(), terminated.terminate(), disposed[Symbol.asyncDispose]()]));
      pools.add(create());
      await within(pools.add(new Pool({ executor: inlineExecutor() })).apply(identity, [1]));
    };
    await use();
    expect(await collectedUntil(() => pools.alive === 0)).toBe(true);
    setDefaultPool(create({ processes: 1 }));
    try {
      await collect(range(0, 3).pipe(poolImap(identity)));
      expect(await collectedUntil(() => warnings.length > 0, 200)).toBe(false);
      expect(census.alive).toBe(1);
    } finally {
      await within(getDefaultPool().terminate());
      setDefaultPool(undefined);
    }
    expect(warnings).toEqual([]);
  });
});

describe.each(workerBackends)('many pools, $name', ({ create, startsFast }) => {
  it('leave nothing behind', async () => {
    const census = new Census();
    const before = footprint();
    const pools = new Remembered();
    const use = async (at: number): Promise<void> => {
      const pool = pools.add(create({ processes: 1 + (at % 2) }));
      expect(await within(pool.map(identity, upTo(5), 2))).toEqual(upTo(5));
      if (at % 3 === 0) await within(pool.terminate());
      else {
        pool.close();
        await within(pool.join());
      }
    };
    const count = startsFast ? 30 : 9;
    for (let at = 0; at < count; at += 3) await Promise.all([use(at), use(at + 1), use(at + 2)]);
    expect(await until(() => census.alive === 0 && grownSince(before).length === 0)).toBe(true);
    expect(await collectedUntil(() => pools.alive === 0)).toBe(true);
    census.stop();
  });
});

describe.each(backends)('$name', ({ create }) => {
  const shared = sharedPool(() => create({ processes: 2 }));

  it('10,000 subscriptions that are left leave nothing behind', async () => {
    const pool = shared();
    const controller = new AbortController();
    const source = new Subject<number>();
    const options = { pool, signal: controller.signal };
    const operators = [poolImap(identity, options), poolImapUnordered(identity, options)];
    const cycle = (at: number): void => {
      const operator = operators[at % 2] as (typeof operators)[0];
      const subscriptions = [
        source.pipe(operator).subscribe(),
        of(at, at + 1)
          .pipe(operator)
          .subscribe(),
        poolFrom(upTo(3)).pipe(operator).subscribe(),
      ];
      source.next(at);
      for (const subscription of subscriptions) subscription.unsubscribe();
    };
    const cycles = async (count: number): Promise<number> => {
      for (let at = 0; at < count; at += 3) {
        cycle(at);
        // Now and then, what was sent is answered.
        if (at % 300 === 0) await within(pool.apply(identity, [1]));
      }
      await within(pool.apply(identity, [1]));
      await collectedUntil(() => true);
      return process.memoryUsage().heapUsed;
    };
    // The code gets compiled, and queues get their size.
    const warm = await cycles(2000);
    const before = footprint();
    const grown = (await cycles(10_000)) - warm;
    // 100 bytes for each would be as much.
    expect(grown).toBeLessThan(1_000_000);
    expect(source.observed).toBe(false);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(pool.stats).toMatchObject({ jobs: 0, queued: 0 });
    // What was left may run to the end of its item.
    expect(await until(() => pool.stats.workers.busy === 0 && grownSince(before).length === 0)).toBe(true);
  });
});

describe.each(workerBackends)('a function that is made for each call, $name', ({ create }) => {
  it('does not stay in the workers', async () => {
    await using pool = create({ processes: 1 });
    const size = 125_000;
    const externalThere = async () => {
      process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
      const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
      // What a message brought is let go of some turns later.
      for (let time = 0; time < 5; time++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return process.memoryUsage().external;
    };
    const use = (): Promise<number> => {
      const table = new Float64Array(size).fill(1);
      return within(pool.apply((at: number) => table[at] ?? 0, [3]));
    };
    const before = await within(pool.apply(externalThere));
    for (let call = 0; call < 60; call++) {
      expect(await use()).toBe(1);
    }
    // The next function that is sent tells the worker which have gone.
    for (let time = 0; time < 5; time++) await collectedUntil(() => true);
    await within(pool.apply(() => 0));
    const after = await within(pool.apply(externalThere));
    // All of them together are 60 MB, and come in twice as many.
    expect(after - before).toBeLessThan(10_000_000);
  });
});
