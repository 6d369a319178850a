import { getTaskInfo, poolImap, poolImapUnordered, poolMap, poolStarmap } from 'rxjs-pool';
import { from, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { settingsByChunksize, sharedPool, terminatedAfterEach, workerBackends } from '../conformance.js';
import { held, note } from '../fixtures/tasks.js';
import { collect, probes, record, rejection, upTo, within } from '../helpers.js';

const failAt0 = async (item: { log: string; value: number }) => {
  // Long enough that no worker is done with all items before another has begun.
  if (item.value !== 0) await new Promise((resolve) => setTimeout(resolve, 1));
  process.getBuiltinModule('node:fs').appendFileSync(item.log, `ran ${item.value}\n`);
  if (item.value === 0) throw new RangeError('no 0');
  return item.value;
};

describe.each(settingsByChunksize())('$name', ({ create, chunksize }) => {
  const shared = sharedPool(() => create());
  const owned = terminatedAfterEach();
  const probe = probes();

  it('poolMap and Pool.map fail at the first error and drop what is queued', async () => {
    const pool = shared();
    for (const call of ['operator', 'method']) {
      const traces = probe();
      const items = traces.items(500);
      const error =
        call === 'operator'
          ? (await record(from(items).pipe(poolMap(failAt0, { pool, chunksize })))).error
          : await rejection(pool.map(failAt0, items, chunksize));
      expect(error).toBeInstanceOf(RangeError);
      expect(getTaskInfo(error)?.index).toBe(0);
      expect(pool.stats).toMatchObject({ queued: 0, jobs: 0 });
      await within(pool.map(note, [traces.item(-1)], 1));
      expect(traces.lines().length).toBeLessThan(250);
    }
  });

  it('the array is never emitted, and nothing comes after the error', async () => {
    const pool = shared();
    const failLast = (x: number) => {
      if (x === 19) throw new Error('no 19');
      return x;
    };
    const said: string[] = [];
    await within(
      new Promise<void>((resolve) => {
        range(0, 20)
          .pipe(poolMap(failLast, { pool, chunksize }))
          .subscribe({
            next: () => said.push('next'),
            error(error: Error) {
              said.push(error.message);
              resolve();
            },
            complete: () => said.push('complete'),
          });
      }),
    );
    await within(pool.apply(() => 1));
    expect(said).toEqual(['no 19']);
  });

  it('of errors that arrive together, the lowest index wins', async () => {
    const pool = owned(create({ processes: 1 }));
    const fail = (x: number): number => {
      throw new Error(`no ${x}`);
    };
    expect(await rejection(pool.map(fail, upTo(20), chunksize))).toHaveProperty('message', 'no 0');
    const pairs = from(upTo(20).map((x) => [x] as [number]));
    expect((await record(pairs.pipe(poolStarmap(fail, { pool, chunksize })))).error).toHaveProperty(
      'message',
      'no 0',
    );
  });

  it('poolImapUnordered fails at the first error that arrives', async () => {
    const traces = probe();
    const pool = shared();
    const { values, error } = await record(
      from(traces.items(500)).pipe(poolImapUnordered(failAt0, { pool, chunksize })),
    );
    expect(error).toBeInstanceOf(RangeError);
    expect(values.length).toBeLessThan(250);
  });

  it('with settle nothing is dropped', async () => {
    const traces = probe();
    const pool = shared();
    const [outcomes] = await collect(
      from(traces.items(50)).pipe(poolMap(failAt0, { pool, chunksize, settle: true })),
    );
    expect(outcomes?.map(({ status }) => status[0]).join('')).toBe(`r${'f'.repeat(49)}`);
    expect(outcomes?.map(({ index }) => index)).toEqual(upTo(50));
    expect(traces.lines()).toHaveLength(50);
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('poolMap does not wait for slow items once one has failed', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const failOrWait = async (item: { log: string; gate: string; value: number }) => {
      const { appendFileSync, existsSync } = process.getBuiltinModule('node:fs');
      appendFileSync(item.log, `began ${item.value}\n`);
      if (item.value === 1) throw new Error('no 1');
      while (!existsSync(item.gate)) await new Promise((resolve) => setTimeout(resolve, 2));
      return item.value;
    };
    const { error } = await record(from(traces.items(10)).pipe(poolMap(failOrWait, { pool, chunksize: 1 })));
    expect(error).toHaveProperty('message', 'no 1');
    traces.open();
  });

  it("with onUnsubscribe: 'kill' the siblings of a failed item are ended", async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const failOrSpin = async (item: { log: string; gate: string; value: number }) => {
      const { appendFileSync, readFileSync } = process.getBuiltinModule('node:fs');
      appendFileSync(item.log, `began ${item.value}\n`);
      while (item.value === 0);
      while (!readFileSync(item.log, 'utf8').includes('began 0'))
        await new Promise((resolve) => setTimeout(resolve, 2));
      throw new Error('no 1');
    };
    const options = { chunksize: 1, onUnsubscribe: 'kill' } as const;
    expect(await rejection(pool.map(failOrSpin, traces.items(2), options))).toHaveProperty('message', 'no 1');
    traces.open();
    expect(await within(pool.map(held, traces.items(4), 1))).toEqual(upTo(4));
  });

  it('poolImap runs nothing behind a failed item while it waits for an earlier one', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const waitAt0FailAt1 = async (item: { log: string; gate: string; value: number }) => {
      const { appendFileSync, existsSync } = process.getBuiltinModule('node:fs');
      appendFileSync(item.log, `began ${item.value}\n`);
      if (item.value === 1) throw new Error('no 1');
      while (item.value === 0 && !existsSync(item.gate))
        await new Promise((resolve) => setTimeout(resolve, 2));
      await new Promise((resolve) => setTimeout(resolve, 1));
      return item.value;
    };
    const result = record(from(traces.items(1000)).pipe(poolImap(waitAt0FailAt1, { pool })));
    await traces.until((lines) => lines.includes('began 0') && lines.includes('began 1'));
    // Another job gets the worker that is free, again and again.
    for (let call = 0; call < 20; call++) await within(pool.apply((x: number) => x, [call]));
    expect(pool.stats.queued).toBe(0);
    expect(traces.lines().length).toBeLessThan(50);
    traces.open();
    const { values, error } = await result;
    expect(values).toEqual([0]);
    expect(error).toHaveProperty('message', 'no 1');
    expect(traces.lines().length).toBeLessThan(50);
  });

  it('a source error ends poolMap at once', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 1 }));
    const broken = function* () {
      yield traces.item(0);
      throw new Error('the input is broken');
    };
    expect(await rejection(pool.map(held, broken(), 1))).toHaveProperty('message', 'the input is broken');
    traces.open();
  });
});
