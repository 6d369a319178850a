import {
  currentTask,
  getTaskInfo,
  inlineExecutor,
  Pool,
  poolImap,
  poolImapUnordered,
  PoolTerminatedError,
  UncloneableError,
} from 'rxjs-pool';
import { from, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inline, terminatedAfterEach } from '../conformance.js';
import { collect, rejection, turns, upTo, within } from '../helpers.js';

// What inline shares with the other backends is in the spec of each semantic; here is what is its own.
describe('the inline executor', () => {
  const owned = terminatedAfterEach();

  it('runs in this thread, one item at a time', async () => {
    const pool = owned(inline.create());
    let running = 0;
    let most = 0;
    const watch = async (x: number) => {
      most = Math.max(most, ++running);
      await turns(2);
      running--;
      return `${process.pid} ${x}`;
    };
    const [one, two] = await within(Promise.all([pool.map(watch, [1, 2], 1), pool.map(watch, [3, 4], 2)]));
    expect([...one, ...two]).toEqual([1, 2, 3, 4].map((x) => `${process.pid} ${x}`));
    expect(most).toBe(1);
    expect(pool.processes).toBe(1);
  });

  it('copies arguments and results, as if they went to a worker', async () => {
    const pool = owned(inline.create());
    const seen: object[] = [];
    const item = { part: [1] };
    const fn = (x: typeof item) => {
      seen.push(x);
      x.part.push(2);
      return x;
    };
    const [result] = await within(pool.map(fn, [item]));
    expect(item).toEqual({ part: [1] });
    expect(result).toEqual({ part: [1, 2] });
    expect(result).not.toBe(seen[0]);
  });

  it('refuses what a worker would refuse', async () => {
    const pool = owned(inline.create());
    const outcomes = await within(
      pool.map((x: unknown) => (x === 1 ? () => 1 : x), [0, 1, () => 2, 3], { settle: true }),
    );
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('frrf');
    expect((outcomes[1] as PromiseRejectedResult).reason).toMatchObject({ where: 'result', index: 1 });
    expect((outcomes[2] as PromiseRejectedResult).reason).toMatchObject({ where: 'argument', index: 2 });
    expect((outcomes[2] as PromiseRejectedResult).reason).toBeInstanceOf(UncloneableError);
  });

  it('never runs anything in the call itself', async () => {
    const pool = owned(inline.create());
    let isRun = false;
    const result = pool.apply(() => {
      isRun = true;
    });
    expect(isRun).toBe(false);
    await within(result);
    expect(isRun).toBe(true);
  });

  it('lets timers and others have their turn between items', async () => {
    const pool = owned(inline.create());
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const busy = (x: number) => {
      const end = performance.now() + 2;
      while (performance.now() < end);
      return x;
    };
    await within(pool.map(busy, upTo(20), 20));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('aborts the signal of the running item, and starts no other', async () => {
    const pool = owned(inline.create());
    const ran: number[] = [];
    let reason: unknown;
    const subscription = from(upTo(10))
      .pipe(
        poolImap(
          async (x: number) => {
            ran.push(x);
            const { signal } = currentTask();
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
            reason = signal.aborted;
          },
          { pool },
        ),
      )
      .subscribe();
    while (ran.length === 0) await turns(1);
    subscription.unsubscribe();
    await within(pool.apply(() => 1));
    expect(ran).toEqual([0]);
    expect(reason).toBe(true);
  });

  it('terminate() settles what is open', async () => {
    const pool = owned(inline.create());
    const result = rejection(pool.map(() => new Promise(() => undefined), [1]));
    await turns(5);
    await within(pool.terminate());
    expect(await result).toBeInstanceOf(PoolTerminatedError);
  });

  it('retries and getTaskInfo work', async () => {
    const pool = owned(inline.create());
    const attempts: number[] = [];
    const fail = () => {
      attempts.push(currentTask().attempt);
      throw new Error('no');
    };
    expect(getTaskInfo(await rejection(pool.map(fail, [1], { retries: 2 })))).toMatchObject({
      index: 0,
      attempt: 2,
      workerId: 1,
    });
    expect(attempts).toEqual([0, 1, 2]);
  });

  it('the same executor value serves one pool; another pool needs its own', async () => {
    const executor = inlineExecutor();
    const pool = owned(new Pool({ executor }));
    expect(await collect(range(0, 5).pipe(poolImapUnordered((x: number) => x, { pool })))).toEqual(upTo(5));
  });
});
