import {
  PoolClosedError,
  PoolError,
  poolFrom,
  poolImap,
  PoolTerminatedError,
  ResultTimeoutError,
} from 'rxjs-pool';
import { from, NEVER, of, startWith, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, settings, terminatedAfterEach, workerBackends } from '../conformance.js';
import { held, spin } from '../fixtures/tasks.js';
import { collect, counted, drain, probes, record, rejection, upTo, within } from '../helpers.js';

const identity = (x: number) => x;

describe.each(settings(backends))('$name', ({ create, processes }) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('close() refuses new jobs of every kind', async () => {
    const pool = owned(create());
    pool.close();
    const source = counted();
    const refused = [
      await rejection(pool.map(identity, [1])),
      await rejection(pool.starmap(identity, [[1]])),
      await rejection(pool.apply(identity, [1])),
      await rejection(pool.applyAsync(identity, [1]).get()),
      await rejection(pool.mapAsync(identity, [1]).get()),
      await rejection(pool.starmapAsync(identity, [[1]]).get()),
      await rejection(pool.imap(identity, source).next()),
      await rejection(pool.imapUnordered(identity, source).next()),
      await rejection(pool.istarmap(identity, [[1]]).next()),
      await rejection(pool.istarmapUnordered(identity, [[1]]).next()),
      (await record(of(1).pipe(poolImap(identity, { pool })))).error,
      (await record(poolFrom(source).pipe(poolImap(identity, { pool })))).error,
    ];
    for (const reason of refused) {
      expect(reason).toBeInstanceOf(PoolClosedError);
      expect(reason).toBeInstanceOf(PoolError);
      expect(String(reason)).toMatch(/^PoolClosedError: Pool not running: it was closed; make a new Pool$/);
    }
    expect(source.counts).toEqual({ opened: 0, pulled: 0, closed: 0 });
    await within(pool.join());
  });

  it('close() lets begun jobs run to their end, and join() waits for that', async () => {
    const traces = probe();
    const pool = owned(create());
    const mapped = pool.map(held, traces.items(5), 1);
    const source = new Subject<number>();
    const streamed = collect(source.pipe(poolImap(identity, { pool })));
    const iterated = drain(pool.imap(identity, upTo(20)));
    await traces.until((lines) => lines.length > 0);
    pool.close();
    expect(await rejection(pool.map(identity, [1]))).toBeInstanceOf(PoolClosedError);
    expect(await rejection(pool.join(20))).toBeInstanceOf(ResultTimeoutError);
    source.next(7);
    source.complete();
    traces.open();
    await within(pool.join());
    expect(await mapped).toEqual(upTo(5));
    expect(await streamed).toEqual([7]);
    expect(await iterated).toEqual(upTo(20));
    expect(pool.stats).toMatchObject({ jobs: 0, queued: 0, workers: { starting: 0, busy: 0 } });
  });

  it('join() before close() waits for it', async () => {
    const pool = owned(create());
    const joined = pool.join();
    expect(await rejection(pool.join(5))).toBeInstanceOf(ResultTimeoutError);
    expect(await within(pool.apply(identity, [1]))).toBe(1);
    pool.close();
    await within(joined);
  });

  it('join() tells how long it waited', async () => {
    const pool = owned(create());
    expect(await rejection(pool.join(5))).toMatchObject({ operation: 'join', timeout: 5 });
  });

  it('close, terminate, join and dispose are idempotent, in any order', async () => {
    const orders = [
      ['close', 'close', 'join', 'join', 'terminate', 'close', 'join'],
      ['terminate', 'close', 'join', 'terminate', 'dispose'],
      ['dispose', 'dispose', 'terminate', 'join'],
      ['close', 'terminate', 'terminate', 'dispose', 'join'],
    ] as const;
    for (const isUsed of [false, true]) {
      for (const order of orders) {
        const pool = owned(create());
        if (isUsed) await within(pool.apply(identity, [1]));
        for (const step of order) {
          if (step === 'dispose') await within(pool[Symbol.asyncDispose]());
          else await within(Promise.resolve(pool[step]()), 5000, step);
        }
        expect(await rejection(pool.apply(identity, [1]))).toBeInstanceOf(PoolClosedError);
      }
    }
  });

  it('the same calls may be made at once', async () => {
    const pool = owned(create());
    const result = pool.map(identity, upTo(100));
    result.catch(() => undefined);
    pool.close();
    await within(
      Promise.all([
        pool.join(),
        pool.terminate(),
        pool.join(),
        pool.terminate(),
        pool[Symbol.asyncDispose](),
      ]),
    );
    await within(result.catch(() => undefined));
    expect(pool.stats.jobs).toBe(0);
  });

  it('terminate() settles everything that is open with PoolTerminatedError', async () => {
    const traces = probe();
    const pool = owned(create());
    const iterator = pool.imap(held, traces.items(10));
    const source = counted();
    const silent = new Subject<number>();
    const open = [
      rejection(pool.map(held, traces.items(10 * processes), 1)),
      rejection(pool.apply(held, [traces.item(1)])),
      rejection(pool.mapAsync(held, traces.items(3)).get()),
      rejection(iterator.next()),
      record(from(traces.items(10)).pipe(poolImap(held, { pool }))).then(({ error }) => error),
      record(from(traces.items(10)).pipe(poolImap(held, { pool, settle: true }))).then(({ error }) => error),
      record(silent.pipe(poolImap(identity, { pool }))).then(({ error }) => error),
      rejection(drain(pool.imapUnordered(identity, source))),
    ];
    await traces.until((lines) => lines.length >= processes);
    const ended = pool.terminate();
    for (const reason of await Promise.all(open)) {
      expect(reason).toBeInstanceOf(PoolTerminatedError);
      expect(reason).toBeInstanceOf(PoolError);
    }
    traces.open();
    await within(ended);
    await within(pool.join());
    expect(source.counts.closed).toBe(source.counts.opened);
    expect(silent.observed).toBe(false);
    expect(pool.stats).toMatchObject({ jobs: 0, queued: 0 });
    expect(await within(iterator.next())).toEqual({ done: true, value: undefined });
  });

  it('terminate() right after the first call settles it', async () => {
    const pool = owned(create());
    const results = [
      rejection(pool.map((x: number) => x + 41, [1])),
      rejection(pool.apply(identity, [1])),
      rejection(pool.imap(identity, [1]).next()),
    ];
    await within(pool.terminate());
    for (const reason of await Promise.all(results)) expect(reason).toBeInstanceOf(PoolTerminatedError);
  });

  it('a stream that is open when its pool ends hears of it once', async () => {
    const pool = owned(create());
    const said: string[] = [];
    NEVER.pipe(startWith(1), poolImap(identity, { pool })).subscribe({
      next: (value) => said.push(String(value)),
      error: (error: Error) => said.push(error.name),
    });
    await within(pool.apply(identity, [1]));
    await within(pool.terminate());
    await within(pool.terminate());
    expect(said.filter((word) => word !== '1')).toEqual(['PoolTerminatedError']);
  });

  it('close() waits for an iterator until it is read to its end or returned', async () => {
    const pool = owned(create());
    const iterator = pool.imap(identity, counted());
    expect(await within(iterator.next())).toEqual({ done: false, value: 0 });
    pool.close();
    expect(await rejection(pool.join(20))).toBeInstanceOf(ResultTimeoutError);
    expect(await within(iterator.next())).toEqual({ done: false, value: 1 });
    await iterator.return();
    await within(pool.join());
  });

  it('await using closes the pool and waits for its jobs', async () => {
    let result: Promise<number[]> | undefined;
    {
      await using pool = create();
      result = pool.map(identity, upTo(50), 1);
    }
    expect(await within(result)).toEqual(upTo(50));
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('terminate() ends workers that never return', async () => {
    const traces = probe();
    const pool = owned(backend.create({ processes: 2 }));
    const result = rejection(pool.map(spin, traces.items(4), 1));
    await traces.until((lines) => lines.length === 2);
    await within(pool.terminate());
    expect(await result).toBeInstanceOf(PoolTerminatedError);
    expect(traces.lines()).toHaveLength(2);
  });

  it('finalizers run after close(), once in each worker, and not after terminate()', async () => {
    const finalizer = () => {
      const { appendFileSync } = process.getBuiltinModule('node:fs');
      const { threadId } = process.getBuiltinModule('node:worker_threads');
      const { log } = globalThis as unknown as { log: string };
      appendFileSync(log, `${process.pid}:${threadId}\n`);
    };
    const initializer = (log: string) => void Object.assign(globalThis, { log });
    for (const isClosed of [true, false]) {
      const traces = probe();
      const pool = owned(backend.create({ processes: 2, initializer, initargs: [traces.log], finalizer }));
      await within(pool.map(identity, upTo(20), 1));
      if (isClosed) {
        pool.close();
        await within(pool.join());
      } else await within(pool.terminate());
      expect(new Set(traces.lines()).size).toBe(isClosed ? 2 : 0);
      expect(traces.lines()).toHaveLength(isClosed ? 2 : 0);
    }
  });

  it('finalizers run, too, when close() comes while idle workers are put to rest', async () => {
    const finalizer = () => {
      const { log } = globalThis as unknown as { log: string };
      process.getBuiltinModule('node:fs').appendFileSync(log, 'finalized\n');
    };
    const initializer = (log: string) => void Object.assign(globalThis, { log });
    const afterPause = async (pause: number): Promise<number> => {
      const traces = probe();
      const pool = owned(backend.create({ processes: 1, initializer, initargs: [traces.log], finalizer }));
      await within(pool.apply(identity, [1]));
      // They are some 20 ms after the last job.
      await new Promise((resolve) => setTimeout(resolve, pause));
      pool.close();
      await within(pool.join());
      return traces.lines().length;
    };
    for (const pause of [17, 18, 19, 20, 21, 22, 23, 24]) expect(await afterPause(pause)).toBe(1);
  });

  it('no worker is left after join()', async () => {
    const pool = owned(backend.create({ processes: 2 }));
    const pids = new Set(await within(pool.map(() => process.pid, upTo(20), 1)));
    pool.close();
    await within(pool.join());
    if (backend.name === 'child_process') {
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    }
    expect(pool.stats.workers).toEqual({ starting: 0, idle: 0, busy: 0 });
  });
});
