import {
  currentTask,
  getTaskInfo,
  inlineExecutor,
  Pool,
  poolImap,
  poolImapUnordered,
  PoolTerminatedError,
  TaskTimeoutError,
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

  it('an item that overstays its timeout fails, and the rest of its chunk runs', async () => {
    const pool = owned(inline.create());
    const reasons: unknown[] = [];
    const fn = (x: number): unknown => {
      if (x === 2) for (const end = performance.now() + 150; performance.now() < end;);
      const { signal } = currentTask();
      signal.addEventListener('abort', () => reasons.push((signal.reason as Error).name));
      return x === 1 ? new Promise(() => undefined) : x;
    };
    const outcomes = await within(pool.map(fn, upTo(4), { timeout: 100, chunksize: 4, settle: true }));
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('frrf');
    for (const at of [1, 2]) {
      const { reason } = outcomes[at] as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(TaskTimeoutError);
      expect(reason).toMatchObject({ index: at, timeout: 100 });
    }
    expect(reasons).toEqual(['TimeoutError']);
  });

  it('with grace, a late item that ends is waited for', async () => {
    const pool = owned(inline.create());
    const heard: string[] = [];
    const fn = async (x: number) => {
      const { signal } = currentTask();
      if (x === 0) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      if (x === 0) await turns(5);
      heard.push(`ended ${x}`);
    };
    const options = { timeout: 50, grace: 20_000, settle: true };
    const [late, next] = await within(pool.map(fn, [0, 1], options));
    expect(heard).toEqual(['ended 0', 'ended 1']);
    expect((late as PromiseRejectedResult).reason).toBeInstanceOf(TaskTimeoutError);
    expect(next?.status).toBe('fulfilled');
  });

  it('a late generator ends, and the time that it waits for its reader does not count', async () => {
    const pool = owned(inline.create());
    const ended: number[] = [];
    async function* fn(x: number) {
      try {
        yield x;
        if (x === 1) await new Promise((resolve) => currentTask().signal.addEventListener('abort', resolve));
        yield x;
      } finally {
        ended.push(x);
      }
    }
    const options = { timeout: 50, settle: true, buffersize: 1 } as const;
    const kinds: string[] = [];
    for await (const { kind, index } of pool.concatMap(fn, upTo(3), options)) {
      kinds.push(`${kind}${index}`);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(kinds.join(' ')).toBe('N0 N0 C0 N1 E1 N2 N2 C2');
    expect(new Set(ended)).toEqual(new Set([0, 1, 2]));
  });

  it.each([0, 30])('what is given up with kill is waited for no longer than its grace: %i', async (grace) => {
    const pool = owned(inline.create());
    const controller = new AbortController();
    const { signal } = controller;
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const call = pool.apply(
      () => {
        begin();
        return new Promise(() => undefined);
      },
      [],
      { signal, onUnsubscribe: 'kill', grace },
    );
    await within(begun);
    controller.abort(new Error('enough'));
    expect(String(await rejection(call))).toContain('enough');
    expect(await within(pool.apply(() => 1))).toBe(1);
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
