import {
  getTaskInfo,
  poolFrom,
  poolImap,
  poolImapUnordered,
  poolMap,
  TaskTimeoutError,
  WorkerCrashedError,
} from 'rxjs-pool';
import { from, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  settings,
  settingsByChunksize,
  sharedPool,
  terminatedAfterEach,
  workerBackends,
} from '../conformance.js';
import { whoRuns } from '../fixtures/tasks.js';
import { collect, drain, probes, record, rejection, upTo, within } from '../helpers.js';

const exitAt3 = (x: number) => {
  if (x % 10 === 3) process.exit(5);
  return x;
};

/** The outcomes as one letter each. */
const letters = (outcomes: ReadonlyArray<{ status: string }>) =>
  outcomes.map(({ status }) => status[0]).join('');

describe.each(settingsByChunksize())('$name', ({ backend, create, chunksize }) => {
  const shared = sharedPool(() => create());
  const probe = probes();

  it('process.exit() costs the item that called it', async () => {
    const outcomes = await collect(
      range(0, 21).pipe(poolImap(exitAt3, { pool: shared(), chunksize, settle: true })),
    );
    expect(letters(outcomes)).toBe('fffrfffffffffrfffffff');
    const { reason } = outcomes[3] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(WorkerCrashedError);
    expect(reason).toMatchObject({ index: 3, exitCode: backend.hasExitCodes ? 5 : null, signal: null });
    expect(getTaskInfo(reason)).toMatchObject({ index: 3, attempt: 0 });
    expect((outcomes[13] as PromiseRejectedResult).reason).toHaveProperty('index', 13);
  });

  it('an error that nobody catches costs the item that runs, and is the cause', async () => {
    const loose = async (x: number) => {
      if (x === 2) {
        setTimeout(() => {
          throw new Error('loose');
        });
        await new Promise(() => undefined);
      }
      return x;
    };
    const outcomes = await collect(
      range(0, 8).pipe(poolImap(loose, { pool: shared(), chunksize, settle: true })),
    );
    expect(letters(outcomes)).toBe('ffrfffff');
    expect((outcomes[2] as PromiseRejectedResult).reason).toBeInstanceOf(WorkerCrashedError);
  });

  it('an item that is late costs itself only', async () => {
    const lateAt3 = (x: number) => {
      while (x === 3);
      return x;
    };
    const outcomes = await collect(
      range(0, 9).pipe(poolImap(lateAt3, { pool: shared(), chunksize, settle: true, timeout: 400 })),
    );
    expect(letters(outcomes)).toBe('fffrfffff');
    const { reason } = outcomes[3] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(TaskTimeoutError);
    expect(reason).toMatchObject({ index: 3, timeout: 400 });
    expect(getTaskInfo(reason)).toMatchObject({ index: 3 });
  });

  it('the timeout is for one item, not for its chunk', async () => {
    const nap = async (x: number) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return x;
    };
    expect(
      await collect(range(0, 7).pipe(poolImap(nap, { pool: shared(), chunksize, timeout: 1300 }))),
    ).toEqual(upTo(7));
  });

  it('without settle the stream errors after the results before the crash', async () => {
    const { values, error } = await record(
      range(0, 21).pipe(poolImap(exitAt3, { pool: shared(), chunksize })),
    );
    expect(values).toEqual([0, 1, 2]);
    expect(error).toBeInstanceOf(WorkerCrashedError);
  });

  it('the pool is whole again after crashes', async () => {
    await collect(
      range(0, 10).pipe(
        poolImapUnordered((x: number) => (x % 2 ? x : process.exit(1)), {
          pool: shared(),
          chunksize,
          settle: true,
        }),
      ),
    );
    expect(await collect(range(0, 20).pipe(poolMap((x) => -x, { pool: shared(), chunksize })))).toEqual([
      upTo(20).map((x) => -x),
    ]);
  });

  it('retries give an item that crashed or was late another chance', async () => {
    const traces = probe();
    const crashOnce = async (item: { log: string; value: number }) => {
      const { appendFileSync, readFileSync } = process.getBuiltinModule('node:fs');
      appendFileSync(item.log, `ran ${item.value}\n`);
      const runs = readFileSync(item.log, 'utf8').split(`ran ${item.value}\n`).length - 1;
      if (item.value === 1 && runs === 1) process.exit(1);
      if (item.value === 2 && runs === 1) await new Promise(() => setInterval(() => undefined, 1000));
      return item.value;
    };
    const results = await collect(
      from(traces.items(4)).pipe(
        poolImap(crashOnce, { pool: shared(), chunksize, retries: 1, timeout: 500 }),
      ),
    );
    expect(results).toEqual(upTo(4));
  });

  it('no item runs twice whose result was sent before the crash', async () => {
    const traces = probe();
    const slowThenExit = async (item: { log: string; value: number }) => {
      process.getBuiltinModule('node:fs').appendFileSync(item.log, `ran ${item.value}\n`);
      // A wait lets what is done be sent.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (item.value === 3) process.exit(1);
      return item.value;
    };
    const outcomes = await collect(
      from(traces.items(7)).pipe(poolImap(slowThenExit, { pool: shared(), chunksize, settle: true })),
    );
    expect(letters(outcomes)).toBe('fffrfff');
    expect(traces.lines().toSorted()).toEqual(upTo(7).map((x) => `ran ${x}`));
  });

  it('process.exit() loses no result of its chunk siblings, so none of them runs twice', async () => {
    const traces = probe();
    const exitAtOnce = (item: { log: string; value: number }) => {
      process.getBuiltinModule('node:fs').appendFileSync(item.log, `ran ${item.value}\n`);
      if (item.value === 3) process.exit(1);
      return item.value;
    };
    const outcomes = await collect(
      from(traces.items(7)).pipe(poolImap(exitAtOnce, { pool: shared(), chunksize, settle: true })),
    );
    expect(letters(outcomes)).toBe('fffrfff');
    expect(traces.lines().toSorted()).toEqual(upTo(7).map((x) => `ran ${x}`));
  });
});

describe.each(settings())('$name', ({ backend, create }) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('a chunk whose every item kills its worker gives each item its own error', async () => {
    const pool = owned(create());
    const outcomes = await within(
      pool.map((x: number): number => process.exit(x), [1, 2, 3, 4], { chunksize: 4, settle: true }),
    );
    expect(letters(outcomes)).toBe('rrrr');
    outcomes.forEach(({ index, ...outcome }) => {
      expect((outcome as PromiseRejectedResult).reason).toMatchObject({
        index,
        exitCode: backend.hasExitCodes ? index + 1 : null,
      });
    });
  });

  it('a crash in one job costs other jobs nothing', async () => {
    const pool = owned(create());
    const [crashing, other] = await Promise.all([
      within(
        pool.map((x: number) => (x === 3 ? process.exit(1) : x), upTo(6), { chunksize: 1, settle: true }),
      ),
      within(pool.map((x: number) => -x - 1, upTo(50), 1)),
    ]);
    expect(letters(crashing)).toBe('fffrff');
    expect(other).toEqual(upTo(50).map((x) => -x - 1));
  });

  it('stats show all workers again after a crash', async () => {
    const pool = owned(create());
    await rejection(pool.apply(() => process.exit(1)));
    await within(pool.map(whoRuns, upTo(10), 1));
    const { starting, idle, busy } = pool.stats.workers;
    expect(starting + idle + busy).toBe(pool.processes);
    expect(pool.stats).toMatchObject({ failed: 1, done: 10, jobs: 0, queued: 0 });
  });

  it('an iteration goes on after a crash when outcomes are settled', async () => {
    const pool = owned(create());
    const outcomes = await drain(pool.imap(exitAt3, upTo(8), { settle: true }));
    expect(letters(outcomes)).toBe('fffrffff');
  });

  it('a source that is read on demand is closed once when a crash ends the stream', async () => {
    const pool = owned(create());
    let closed = 0;
    const endless = function* () {
      try {
        for (let x = 0; ; x++) yield x;
      } finally {
        closed++;
      }
    };
    const { error } = await record(poolFrom(endless()).pipe(poolImap(exitAt3, { pool })));
    expect(error).toBeInstanceOf(WorkerCrashedError);
    expect(closed).toBe(1);
  });

  it('a late function that is stuck in native code is ended too', async () => {
    const pool = owned(create());
    const stuck = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    expect(await rejection(pool.map(stuck, [1], { timeout: 50 }))).toBeInstanceOf(TaskTimeoutError);
    expect(await within(pool.apply(() => 7))).toBe(7);
  });

  it('an item that uses up its timeout while it waits for a worker is not late', async () => {
    const traces = probe();
    const pool = owned(create());
    const wait = async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return ms;
    };
    // Each takes 120 ms; with one worker, the last waits for longer than its timeout before it begins.
    const results = await within(pool.map(wait, Array<number>(6).fill(120), { timeout: 600, chunksize: 1 }));
    expect(results).toHaveLength(6);
    expect(traces.lines()).toEqual([]);
  });

  it('a short timeout counts also behind a job with a long one', async () => {
    const pool = owned(create());
    const busy = (x: number) => {
      const end = Date.now() + 30;
      while (Date.now() < end);
      return x;
    };
    const stuckFrom6 = (x: number) => {
      while (x >= 6);
      return x;
    };
    const [slow, stuck] = await Promise.all([
      drain(pool.imapUnordered(busy, upTo(20), { timeout: 60_000, settle: true })),
      drain(pool.imapUnordered(stuckFrom6, upTo(9), { timeout: 500, settle: true })),
    ]);
    expect(letters(slow)).toBe('f'.repeat(20));
    expect(letters(stuck).split('').toSorted().join('')).toBe('ffffffrrr');
  });
});

describe('worker_threads', () => {
  const owned = terminatedAfterEach();

  it('counts each innocent item once, also when a crash follows at once', async () => {
    const [threads] = workerBackends;
    const pool = owned((threads as (typeof workerBackends)[0]).create({ processes: 1 }));
    const runs = new Int32Array(new SharedArrayBuffer(4 * 14));
    const count = ({ counts, x }: { counts: Int32Array; x: number }) => {
      Atomics.add(counts, x, 1);
      if (x === 3 || x === 10) process.exit(1);
      return x;
    };
    const items = upTo(14).map((x) => ({ counts: runs, x }));
    const outcomes = await collect(from(items).pipe(poolImap(count, { pool, chunksize: 7, settle: true })));
    expect(letters(outcomes)).toBe('fffrffffffrfff');
    expect([...runs]).toEqual(upTo(14).map(() => 1));
  });
});

describe('child_process', () => {
  const owned = terminatedAfterEach();
  const processes = workerBackends[1] as (typeof workerBackends)[0];

  it.each(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT'] as const)(
    '%s from inside costs the item',
    async (signal) => {
      const pool = owned(processes.create({ processes: 1 }));
      const killSelf = async (x: { value: number; signal: NodeJS.Signals }) => {
        if (x.value === 1) {
          process.kill(process.pid, x.signal);
          await new Promise(() => setInterval(() => undefined, 1000));
        }
        return x.value;
      };
      const items = upTo(3).map((value) => ({ value, signal }));
      const outcomes = await within(pool.map(killSelf, items, { chunksize: 3, settle: true }));
      expect(letters(outcomes)).toBe('frf');
      expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({
        index: 1,
        exitCode: null,
        signal,
      });
    },
  );
});
