import {
  getTaskInfo,
  poolFrom,
  poolImap,
  poolImapUnordered,
  poolMap,
  poolStarmap,
  UncloneableError,
} from 'rxjs-pool';
import { concat, from, lastValueFrom, of, range, Subject, tap, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  backends,
  settingsByChunksize,
  sharedPool,
  terminatedAfterEach,
  workerBackends,
} from '../conformance.js';
import { about, note } from '../fixtures/tasks.js';
import { collect, countedAsync, drain, probes, record, rejection, upTo, within } from '../helpers.js';

const failThird = (x: number) => {
  if (x % 10 === 3) throw new RangeError(`no ${x}`);
  return x;
};

describe.each(settingsByChunksize(backends))('$name', ({ create, chunksize }) => {
  const shared = sharedPool(() => create());
  const probe = probes();

  it('an item that throws fails alone: all others have their results', async () => {
    const outcomes = await collect(
      range(0, 30).pipe(poolImap(failThird, { pool: shared(), chunksize, settle: true })),
    );
    expect(outcomes.map(({ index }) => index)).toEqual(upTo(30));
    for (const outcome of outcomes) {
      if (outcome.index % 10 === 3) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { message: `no ${outcome.index}` } });
        expect(outcome).not.toHaveProperty('value');
      } else {
        expect(outcome).toEqual({ status: 'fulfilled', value: outcome.index, index: outcome.index });
      }
    }
  });

  it('settle gives each item exactly one outcome in every operator', async () => {
    const options = { pool: shared(), chunksize, settle: true } as const;
    const tell = (outcomes: ReadonlyArray<{ status: string; index: number }>) =>
      outcomes.map(({ status, index }) => `${index} ${status}`).toSorted();
    const expected = upTo(14)
      .map((x) => `${x} ${x % 10 === 3 ? 'rejected' : 'fulfilled'}`)
      .toSorted();
    const numbers = range(0, 14);
    const lists = from(upTo(14).map((x) => [x] as [number]));
    expect(tell(await collect(numbers.pipe(poolImapUnordered(failThird, options))))).toEqual(expected);
    expect(tell(await lastValueFrom(numbers.pipe(poolMap(failThird, options))))).toEqual(expected);
    expect(tell(await lastValueFrom(lists.pipe(poolStarmap(failThird, options))))).toEqual(expected);
    expect(tell(await within(shared().map(failThird, upTo(14), { chunksize, settle: true })))).toEqual(
      expected,
    );
    expect(
      tell(await drain(shared().imapUnordered(failThird, upTo(14), { chunksize, settle: true }))),
    ).toEqual(expected);
  });

  it('settle never errors the stream, even if every item fails', async () => {
    const fail = (x: number): number => {
      throw new Error(`no ${x}`);
    };
    const { values, ending } = await record(
      range(0, 15).pipe(poolImapUnordered(fail, { pool: shared(), chunksize, settle: true })),
    );
    expect(ending).toBe('complete');
    expect(values).toHaveLength(15);
  });

  it('without settle, poolImap emits every earlier result and then the error', async () => {
    const result = await record(
      range(0, 100).pipe(
        poolImap(
          (x) => {
            if (x === 23) throw new RangeError(`no ${x}`);
            return x;
          },
          { pool: shared(), chunksize },
        ),
      ),
    );
    expect(result.values).toEqual(upTo(23));
    expect(result.ending).toBe('error');
    expect(result.error).toBeInstanceOf(RangeError);
    expect(getTaskInfo(result.error)?.index).toBe(23);
  });

  it('of two items that fail, poolImap tells the one that comes first in the source', async () => {
    const slowFirst = async (x: number) => {
      if (x === 2) await new Promise((resolve) => setTimeout(resolve, 20));
      if (x >= 2) throw new Error(`no ${x}`);
      return x;
    };
    const { values, error } = await record(
      range(0, 20).pipe(poolImap(slowFirst, { pool: shared(), chunksize })),
    );
    expect(values).toEqual([0, 1]);
    expect(error).toHaveProperty('message', 'no 2');
  });

  it('a source error comes after the results of all items before it', async () => {
    const reason = new Error('the source is broken');
    const source = concat(
      range(0, 10),
      throwError(() => reason),
    );
    const slow = async (x: number) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return x;
    };
    const options = { pool: shared(), chunksize };
    const ordered = await record(source.pipe(poolImap(slow, options)));
    expect(ordered).toEqual({ values: upTo(10), ending: 'error', error: reason });
    expect(ordered.error).toBe(reason);
    const unordered = await record(source.pipe(poolImapUnordered(slow, options)));
    expect(unordered.values.toSorted((a, b) => a - b)).toEqual(upTo(10));
    expect(unordered.error).toBe(reason);
    const whole = await record(source.pipe(poolMap(slow, options)));
    expect(whole).toEqual({ values: [], ending: 'error', error: reason });
  });

  it('an item error before a source error wins', async () => {
    const source = concat(
      range(0, 10),
      throwError(() => new Error('the source is broken')),
    );
    const { values, error } = await record(source.pipe(poolImap(failThird, { pool: shared(), chunksize })));
    expect(values).toEqual([0, 1, 2]);
    expect(error).toHaveProperty('message', 'no 3');
  });

  it('settle does not hide a source error', async () => {
    const source = concat(
      range(0, 5),
      throwError(() => 'gone'),
    );
    const { values, error, ending } = await record(
      source.pipe(poolImap(failThird, { pool: shared(), chunksize, settle: true })),
    );
    expect(values.map(({ status }) => status[0]).join('')).toBe('fffrf');
    expect({ ending, error }).toEqual({ ending: 'error', error: 'gone' });
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a string', 'a string'],
    ['zero', 0],
    ['false', false],
    ['an object', { code: 7 }],
  ])('throwing %s is an error', async (_name, thrown) => {
    const rethrow = (x: { thrown: unknown }): number => {
      throw x.thrown;
    };
    const options = { pool: shared(), chunksize };
    const streamed = await record(of({ thrown }).pipe(poolImap(rethrow, options)));
    expect(streamed).toEqual({ values: [], ending: 'error', error: thrown });
    const settled = await collect(
      of({ thrown }).pipe(poolImapUnordered(rethrow, { ...options, settle: true })),
    );
    expect(settled).toEqual([{ status: 'rejected', reason: thrown, index: 0 }]);
    expect(await rejection(shared().map(rethrow, [{ thrown }], chunksize))).toEqual(thrown);
    expect(await rejection(shared().apply(rethrow, [{ thrown }]))).toEqual(thrown);
    expect(await rejection(shared().imap(rethrow, [{ thrown }], chunksize).next())).toEqual(thrown);
  });

  it('a rejected promise is an error like a thrown one', async () => {
    const reject = (x: number) => (x === 1 ? Promise.reject(new TypeError('not 1')) : Promise.resolve(x));
    const { values, error } = await record(range(0, 3).pipe(poolImap(reject, { pool: shared(), chunksize })));
    expect(values).toEqual([0]);
    expect(error).toBeInstanceOf(TypeError);
  });

  it('an argument that cannot be copied costs its item only', async () => {
    const items: unknown[] = upTo(8);
    items[2] = { rows: [1, { parse: () => 1 }] };
    const kind = (x: unknown) => typeof x;
    const outcomes = await collect(
      from(items).pipe(poolImap(kind, { pool: shared(), chunksize, settle: true })),
    );
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('ffrfffff');
    const { reason } = outcomes[2] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(UncloneableError);
    expect(reason).toMatchObject({ index: 2, where: 'argument', path: '.rows[1].parse' });
    expect(getTaskInfo(reason)?.index).toBe(2);
  });

  it('a result that cannot be copied costs its item only', async () => {
    const make = (x: number): unknown => (x === 4 ? { deep: { fn: () => x } } : x);
    const outcomes = await collect(
      range(0, 8).pipe(poolImap(make, { pool: shared(), chunksize, settle: true })),
    );
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('ffffrfff');
    const { reason } = outcomes[4] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(UncloneableError);
    expect(reason).toMatchObject({ index: 4, where: 'result', path: '.deep.fn' });
  });

  it('a result with a getter or a then() that throws costs its item only', async () => {
    const make = (x: number): unknown => {
      const bad = (): never => {
        throw new Error('trap');
      };
      if (x === 1) return Object.defineProperty({}, 'part', { enumerable: true, get: bad });
      if (x === 2) return Object.defineProperty({}, 'then', { enumerable: true, get: bad });
      if (x === 3) return { then: bad };
      return x;
    };
    const outcomes = await collect(
      range(0, 6).pipe(poolImap(make, { pool: shared(), chunksize, settle: true })),
    );
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('frrrff');
  });

  it('retries run a failed item again, and count the attempts', async () => {
    const traces = probe();
    const failTwice = async (item: { log: string; value: number }) => {
      const { appendFileSync, readFileSync } = process.getBuiltinModule('node:fs');
      appendFileSync(item.log, `ran ${item.value}\n`);
      const runs = readFileSync(item.log, 'utf8').split(`ran ${item.value}\n`).length - 1;
      if (item.value === 2 && runs <= 2) throw new Error('not yet');
      return runs;
    };
    const { retried } = shared().stats;
    const results = await collect(
      from(traces.items(4)).pipe(poolImap(failTwice, { pool: shared(), chunksize, retries: 2 })),
    );
    expect(results).toEqual([1, 1, 3, 1]);
    expect(shared().stats.retried - retried).toBe(2);
  });

  it('an item that has used up its retries fails with its last error', async () => {
    const traces = probe();
    const failAlways = (item: { log: string; value: number }): number => {
      process.getBuiltinModule('node:fs').appendFileSync(item.log, 'ran\n');
      throw new Error(`no ${item.value}`);
    };
    const { error } = await record(
      from(traces.items(1)).pipe(poolImap(failAlways, { pool: shared(), chunksize, retries: 2 })),
    );
    expect(error).toHaveProperty('message', 'no 0');
    expect(getTaskInfo(error)).toMatchObject({ index: 0, attempt: 2 });
    expect(traces.lines()).toHaveLength(3);
  });

  it('the chunk siblings of a failed item run', async () => {
    const traces = probe();
    const items = traces.items(7).map((item) => ({ ...item, fails: item.value === 0 }));
    const failFirst = (item: { log: string; value: number; fails: boolean }) => {
      process.getBuiltinModule('node:fs').appendFileSync(item.log, `ran ${item.value}\n`);
      if (item.fails) throw new Error('no');
      return item.value;
    };
    await collect(from(items).pipe(poolImap(failFirst, { pool: shared(), chunksize, settle: true })));
    expect(traces.lines().toSorted()).toEqual(upTo(7).map((x) => `ran ${x}`));
  });

  it('an async iterable whose next() rejects errors the stream after its items', async () => {
    const broken = async function* () {
      yield* [1, 2, 3];
      throw new Error('no more input');
    };
    const identity = (x: number) => x;
    const streamed = await record(poolFrom(broken()).pipe(poolImap(identity, { pool: shared(), chunksize })));
    expect(streamed.values).toEqual([1, 2, 3]);
    expect(streamed.error).toHaveProperty('message', 'no more input');
    const iterator = shared().imap(identity, broken(), chunksize);
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    expect(await iterator.next()).toEqual({ done: false, value: 2 });
    expect(await iterator.next()).toEqual({ done: false, value: 3 });
    expect(await rejection(iterator.next())).toHaveProperty('message', 'no more input');
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('a failed item closes a source that is read on demand, once', async () => {
    const source = countedAsync();
    const { error } = await record(poolFrom(source).pipe(poolImap(failThird, { pool: shared(), chunksize })));
    expect(error).toHaveProperty('message', 'no 3');
    expect(source.counts).toMatchObject({ opened: 1, closed: 1 });
  });

  it('currentTask tells the item, the attempt and the worker, also after an await', async () => {
    const told = await collect(range(0, 8).pipe(poolImap(about, { pool: shared(), chunksize })));
    told.forEach((task, index) => {
      expect(task).toMatchObject({ index, attempt: 0, steady: true, aborted: false });
      expect(task.workerId).toBeGreaterThanOrEqual(1);
      expect(task.workerId).toBeLessThanOrEqual(shared().processes);
    });
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('what is queued is dropped when an item fails', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 1 }));
    const failFirst = async (item: { log: string; gate: string; value: number }) => {
      const { appendFileSync } = process.getBuiltinModule('node:fs');
      appendFileSync(item.log, `ran ${item.value}\n`);
      if (item.value === 0) throw new Error('no');
      return item.value;
    };
    const source = from(traces.items(1000));
    await record(source.pipe(poolImap(failFirst, { pool, chunksize: 10 })));
    // Behind everything that could still run.
    await within(pool.apply(note, [traces.item(-1)]));
    expect(traces.lines().length).toBeLessThan(100);
    expect(pool.stats.queued).toBe(0);
  });

  it('an error in the source that comes while items run waits for them', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const waiting = async (item: { gate: string; value: number }) => {
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (!existsSync(item.gate)) await new Promise((resolve) => setTimeout(resolve, 2));
      return item.value;
    };
    const source = new Subject<{ gate: string; value: number }>();
    let isOver = false;
    const outcome = record(
      source.pipe(poolImap(waiting, { pool }), tap({ error: () => (isOver = true) }), toArray()),
    );
    source.next(traces.item(1));
    source.next(traces.item(2));
    source.error(new Error('late'));
    await within(
      pool.apply(() => 1).catch(() => undefined),
      50,
    ).catch(() => undefined);
    expect(isOver).toBe(false);
    traces.open();
    expect((await outcome).error).toHaveProperty('message', 'late');
  });
});
