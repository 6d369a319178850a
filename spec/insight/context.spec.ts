import { AsyncLocalStorage } from 'node:async_hooks';
import { Pool, poolFrom, poolImap } from 'rxjs-pool';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, terminatedAfterEach } from '../conformance.js';
import { reportAcrossWaits } from '../fixtures/tasks.js';
import { rejection, upTo, within } from '../helpers.js';

describe.each(backends)('the asynchronous context, $name', (backend) => {
  const owned = terminatedAfterEach();
  const storage = new AsyncLocalStorage<string>();

  it('of a subscriber is there in what it is called with', async () => {
    const pool = owned(backend.create());
    const heard: Array<string | undefined> = [];
    const subscribe = (name: string): Promise<void> =>
      storage.run(
        name,
        () =>
          new Promise((resolve) => {
            const hear = (): void => void heard.push(storage.getStore());
            from(upTo(20))
              .pipe(poolImap((x) => x, { pool, chunksize: 3 }))
              .subscribe({
                next: hear,
                complete() {
                  hear();
                  resolve();
                },
              });
          }),
      );
    // Results of one come in turns with those of the other, and each has the other's chunks sent.
    await within(Promise.all([subscribe('one'), subscribe('two')]));
    expect(heard.filter((name) => name === 'one')).toHaveLength(21);
    expect(heard.filter((name) => name === 'two')).toHaveLength(21);
  });

  it('of a subscriber is there when its items report', async () => {
    const pool = owned(backend.create());
    const heard: Array<[string | undefined, unknown]> = [];
    const run = (name: string): Promise<unknown> =>
      storage.run(name, () =>
        pool.map(reportAcrossWaits, [name, name], {
          onReport: ({ value }) => void heard.push([storage.getStore(), value]),
        }),
      );
    await within(Promise.all([run('one'), run('two')]));
    expect(heard).toHaveLength(8);
    for (const [name, value] of heard) expect(String(value)).toMatch(new RegExp(`^${name}`));
  });

  it('of a subscriber is there when its source is read, and when it fails', async () => {
    const pool = owned(backend.create());
    const read: Array<string | undefined> = [];
    function* source(): Generator<number> {
      for (const x of upTo(30)) {
        read.push(storage.getStore());
        yield x;
      }
    }
    const run = (name: string): Promise<number[]> =>
      storage.run(name, () =>
        lastValueFrom(
          poolFrom(source()).pipe(
            poolImap((x) => x, { pool, buffersize: 2 }),
            toArray(),
          ),
        ),
      );
    await within(Promise.all([run('one'), run('two')]));
    expect(read.filter((name) => name === 'one')).toHaveLength(30);
    expect(read.filter((name) => name === 'two')).toHaveLength(30);

    const failed = storage.run(
      'three',
      () =>
        new Promise<never>((_resolve, reject) => {
          from([1])
            .pipe(poolImap(() => Promise.reject(new RangeError('no')), { pool }))
            .subscribe({ error: () => reject(new Error(storage.getStore())) });
        }),
    );
    expect(await rejection(failed)).toMatchObject({ message: 'three' });
  });

  it('of a caller is there in its callbacks', async () => {
    const pool = owned(backend.create());
    await within(pool.map((x: number) => x, [1]));
    const name = await within(
      new Promise((resolve) => {
        storage.run('caller', () =>
          pool.mapAsync(
            (x: number) => x,
            [1, 2],
            1,
            () => resolve(storage.getStore()),
          ),
        );
      }),
    );
    expect(name).toBe('caller');
  });
});

describe('the asynchronous context', () => {
  it('of whoever terminates a pool is not that of its subscribers', async () => {
    const storage = new AsyncLocalStorage<string>();
    const pool = new Pool(1);
    const heard = storage.run(
      'subscriber',
      () =>
        new Promise((resolve) => {
          from([1])
            .pipe(poolImap(() => new Promise(() => undefined), { pool }))
            .subscribe({ error: () => resolve(storage.getStore()) });
        }),
    );
    await storage.run('terminator', () => pool.terminate());
    expect(await within(heard)).toBe('subscriber');
  });
});
