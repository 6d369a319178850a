import { PoolClosedError, PoolTerminatedError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { held } from '../fixtures/tasks.js';
import { drain, probes, rejection, upTo, within } from '../helpers.js';
import { nearSettings, letters, outcomesOf, ownPools, reasonOf, sharedWholePool } from './setup.js';
import { uncaught } from './uncaught.js';

const identity = (x: number) => x;
const fail = (): number => {
  throw new RangeError('failed');
};

describe.each(nearSettings)('$name', (setting) => {
  const { chunksize } = setting;
  const pool = sharedWholePool(() => setting.create());
  const errors = uncaught();

  it('callbacks that throw are heard by the program, and change no outcome', async () => {
    const thrower = (name: string) => () => {
      throw new Error(name);
    };
    const result = pool().mapAsync(identity, upTo(9), chunksize, thrower('callback'));
    const failure = pool().mapAsync(fail, upTo(9), chunksize, undefined, thrower('error callback'));
    const single = pool().applyAsync(identity, [1], thrower('apply'));
    expect(await within(result)).toEqual(upTo(9));
    expect(await rejection(failure)).toBeInstanceOf(RangeError);
    expect(await within(single.get())).toBe(1);
    expect((await errors(3)).toSorted()).toEqual(['apply', 'callback', 'error callback']);
  });

  it('callbacks may call the pool again, from within each other', async () => {
    const heard: unknown[] = [];
    await within(
      new Promise<void>((resolve) => {
        pool().mapAsync(identity, upTo(5), chunksize, (values) => {
          heard.push(values.length);
          pool().applyAsync(fail, [], undefined, (error) => {
            heard.push((error as Error).message);
            pool().mapAsync(identity, upTo(3), chunksize, (again) => {
              heard.push(again.length);
              resolve();
            });
          });
        });
      }),
    );
    expect(heard).toEqual([5, 'failed', 3]);
  });

  it.runIf(setting.backend.supportsTransfer)('transfer() that throws fails its item with that', async () => {
    const transfer = (x: number) => {
      if (x === 2) throw new RangeError('no list');
      return x === 4 ? ([5] as never) : [];
    };
    const outcomes = await outcomesOf(pool(), setting, identity, upTo(6), { transfer });
    expect(letters(outcomes)).toBe('ffrfrf');
    expect(reasonOf(outcomes[2])).toHaveProperty('message', 'no list');
    expect(String(reasonOf(outcomes[4]))).toMatch(/transfer/i);
  });

  it('transfer() may call the pool', async () => {
    const inner: Array<Promise<number>> = [];
    const transfer = (x: number) => {
      inner.push(pool().apply(identity, [x]));
      return [];
    };
    expect(letters(await outcomesOf(pool(), setting, identity, upTo(6), { transfer }))).toBe('ffffff');
    const called = await within(Promise.all(inner));
    expect(called.toSorted((a, b) => a - b)).toEqual(setting.backend.supportsTransfer ? upTo(6) : []);
  });
});

describe.each(nearSettings)('$name', (setting) => {
  const { chunksize } = setting;
  const own = ownPools();
  const probe = probes();

  it('a callback may terminate the pool: whoever waits is told', async () => {
    const traces = probe();
    const pool = own(setting.create());
    const result = pool.applyAsync(identity, [1], () => void pool.terminate());
    const mapped = rejection(pool.map(held, traces.items(9), chunksize));
    const iterated = rejection(drain(pool.imap(held, traces.items(9), chunksize)));
    expect(await within(result)).toBe(1);
    expect(await mapped).toBeInstanceOf(PoolTerminatedError);
    expect(await iterated).toBeInstanceOf(PoolTerminatedError);
    await within(pool.join());
  });

  it('a callback may close the pool: whoever has begun is served, and nobody else', async () => {
    const pool = own(setting.create());
    const refused: Array<Promise<unknown>> = [];
    const result = pool.applyAsync(identity, [1], () => {
      pool.close();
      refused.push(rejection(pool.apply(identity, [2])));
    });
    const mapped = pool.map(identity, upTo(9), chunksize);
    const iterated = drain(pool.imap(identity, upTo(9), chunksize));
    expect(await within(result)).toBe(1);
    for (const reason of await Promise.all(refused)) expect(reason).toBeInstanceOf(PoolClosedError);
    expect(refused).toHaveLength(1);
    expect(await within(mapped)).toEqual(upTo(9));
    expect(await iterated).toEqual(upTo(9));
    await within(pool.join());
  });
});
