import type { AsyncLocalStorage } from 'node:async_hooks';
import { Pool, poolImapUnordered } from 'rxjs-pool';
import { virtualExecutor } from 'rxjs-pool/testing';
import { map } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { backends, terminatedAfterEach } from '../conformance.js';
import { upTo, within } from '../helpers.js';

const SEVERAL = { concurrency: 10, chunksize: 4 } as const;

/** What an item takes itself for, after one await and another. */
const who = async (x: number) => {
  const { currentTask } = await import('rxjs-pool/tasks');
  const before = currentTask().index;
  await new Promise((resolve) => setTimeout(resolve, (x * 7) % 13));
  const between = await Promise.resolve().then(() => currentTask().index);
  await new Promise((resolve) => setImmediate(resolve));
  return [before, between, currentTask().index];
};

describe.each(backends)('$name', (backend) => {
  const owned = terminatedAfterEach();

  it('each of several items knows itself after any await', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    expect(await within(pool.map(who, upTo(60), SEVERAL))).toEqual(upTo(60).map((x) => [x, x, x]));
  });

  it.skipIf(backend.isQueue)('so does one that runs while the values of another wait', async () => {
    const numbers = function* numbers(from: number) {
      for (;;) yield from++;
    };
    const pool = owned(backend.create({ processes: 1 }));
    const values = pool.concatMap(numbers, [100], { buffersize: 2 });
    const all: unknown[] = [];
    for await (const one of pool.imap(who, upTo(30))) {
      all.push(one);
      await within(values.next());
    }
    await values.return();
    expect(all).toEqual(upTo(30).map((x) => [x, x, x]));
  });

  it("each has the program's own asynchronous context", async () => {
    const inContext = async (x: number) => {
      const { AsyncLocalStorage: Storage } = await import('node:async_hooks');
      const realm = globalThis as { storage?: AsyncLocalStorage<number> };
      const storage = (realm.storage ??= new Storage<number>());
      return storage.run(x, async () => {
        await new Promise((resolve) => setTimeout(resolve, (x * 7) % 13));
        return storage.getStore();
      });
    };
    const pool = owned(backend.create({ processes: 1 }));
    expect(await within(pool.map(inContext, upTo(40), SEVERAL))).toEqual(upTo(40));
  });

  it('each moves its own memory', async () => {
    const moves = async (x: number) => {
      const { move } = await import('rxjs-pool/tasks');
      const bytes = new Uint8Array(10_000).fill(x);
      move(bytes);
      await new Promise((resolve) => setTimeout(resolve, (x * 7) % 13));
      return bytes;
    };
    const pool = owned(backend.create({ processes: 1 }));
    const all = await within(pool.map(moves, upTo(40), SEVERAL));
    expect(all.map((bytes) => [bytes.length, bytes[0]])).toEqual(upTo(40).map((x) => [10_000, x]));
  });

  it('nobody waits for several items: the signal of each aborts', async () => {
    const waits = async (x: number) => {
      const { currentTask } = await import('rxjs-pool/tasks');
      const realm = globalThis as { aborted?: number[] };
      const aborted = (realm.aborted ??= []);
      const { signal } = currentTask();
      if (x < 0) return aborted.toSorted((a, b) => a - b);
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          aborted.push(x);
          resolve();
        });
        if (x === 5) resolve();
      });
      return aborted;
    };
    const pool = owned(backend.create({ processes: 1 }));
    const iterator = pool.imapUnordered(waits, upTo(6), { concurrency: 6 });
    expect(await within(iterator.next())).toEqual({ done: false, value: [] });
    await within(iterator.return());
    expect(await within(pool.apply(waits, [-1]))).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('in virtual time', () => {
  const scheduler = (): TestScheduler =>
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected));

  it('a worker has as many items at once as it may', () => {
    const time = scheduler();
    time.run(({ cold, expectObservable }) => {
      const pool = new Pool({ executor: virtualExecutor(time, { processes: 1, duration: 10 }) });
      const letters = cold('(abcd|)').pipe(
        poolImapUnordered((letter: string) => letter, { pool, concurrency: 2 }),
      );
      expectObservable(letters).toBe('----------(ab)------(cd|)');
    });
  });

  it('the items of one that dies run again, each alone, and only one is charged', () => {
    const time = scheduler();
    time.run(({ cold, expectObservable, flush }) => {
      const executor = virtualExecutor(time, {
        processes: 1,
        duration: 5,
        crashes: (letter: string) => letter === 'c',
      });
      const pool = new Pool({ executor });
      const outcomes = cold('(abcd|)').pipe(
        poolImapUnordered((letter: string) => letter, { pool, concurrency: 4, settle: true }),
        map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'x')),
      );
      expectObservable(outcomes).toBe('-----(ab)-x----(d|)');
      flush();
      expect(executor.runs).toHaveLength(6);
    });
  });
});
