import { Redis } from 'ioredis';
import { type ItemReport, poolFrom, poolImap, poolImapUnordered, WorkerCrashedError } from 'rxjs-pool';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { counted, probes, upTo, within } from '../helpers.js';
import { arena, type Arena } from './arena.js';
import { deadly, gated, gatedOrQuick, reportsAndWaits, reportsMuch, slowly, square } from './tasks.js';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('bullmqExecutor', () => {
  const { redis: startRedis, worker: startWorker, pool: makePool, onEnd }: Arena = arena();
  const probe = probes();

  /** A client that looks at the queue from outside. */
  function adminOf(url: string): Redis {
    const admin = new Redis(url);
    onEnd(() => admin.disconnect());
    return admin;
  }

  it('refuses several items at once in a worker, with the reason', async () => {
    const redis = await startRedis();
    const pool = makePool(redis.url);
    expect(() => pool.imap(square, [1], { concurrency: 2 })).toThrow(
      'Cannot imap: concurrency must be 1 over a queue',
    );
    expect(() => poolImap(square, { pool, concurrency: 2 })).toThrow(RangeError);
  });

  it('finds results whose events were lost', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    const admin = adminOf(redis.url);
    const traces = probe();
    const pool = makePool(redis.url);
    const result = within(pool.map(gated, [traces.item(7)]), 60_000);
    await traces.until((lines) => lines.includes('began 7'));
    // The driver hears nothing, and what it would have heard is gone when it hears again.
    let isDone = false;
    const deafen = (async () => {
      while (!isDone) {
        for (const line of String(await admin.client('LIST')).split('\n')) {
          const [, id] = /\bid=(\d+).*\bname=bull:\S+:qe\b/.exec(line) ?? [];
          if (id !== undefined) await admin.client('KILL', 'ID', Number(id));
        }
        await admin.xtrim('bull:etl:events', 'MAXLEN', 0);
      }
    })();
    traces.open();
    await traces.until((lines) => lines.includes('ended 7'));
    await sleep(200);
    isDone = true;
    await deafen;
    expect(await result).toEqual([7]);
  });

  it('has reports heard on the way, of the right attempt, and from another machine if one dies', async () => {
    const redis = await startRedis();
    const first = await startWorker('etl', redis.url);
    const traces = probe();
    const pool = makePool(redis.url);
    const heard: unknown[] = [];
    const onReport = ({ index, attempt, value }: ItemReport): void =>
      void heard.push([index, attempt, value]);
    const result = pool.apply(reportsAndWaits, [traces.item(7)], { onReport });
    await traces.until((lines) => lines.length === 1);
    while (heard.length === 0) await sleep(5);
    expect(heard).toEqual([[0, 0, 'began in a machine']]);
    await startWorker('etl', redis.url);
    await first.kill();
    await traces.until((lines) => lines.length === 2);
    traces.open();
    expect(await within(result)).toBe(7);
    expect(heard.at(-1)).toEqual([0, 0, 'is about to end']);
  });

  it('fails an item that reports what no queue carries', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    const pool = makePool(redis.url, { payloadLimit: 1000 });
    const options = { onReport: () => undefined, settle: true } as const;
    const outcomes = await within(pool.map(reportsMuch, [10, 2000, 10], options));
    expect(outcomes).toMatchObject([
      { value: 10 },
      { reason: { name: 'PayloadTooLargeError', where: 'report', index: 1, limit: 1000 } },
      { value: 10 },
    ]);
  });

  it('cancels on all machines, and what waits in the queue never begins', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    await startWorker('etl', redis.url);
    const traces = probe();
    const pool = makePool(redis.url);
    const subscription = from(traces.items(20)).pipe(poolImapUnordered(gated, { pool })).subscribe();
    await traces.until((lines) => lines.length === 2);
    subscription.unsubscribe();
    const lines = await traces.until((all) => all.filter((line) => line.startsWith('aborted')).length === 2);
    expect(await within(pool.map(square, upTo(4), 1))).toEqual([0, 1, 4, 9]);
    expect(traces.lines()).toEqual(lines);
    expect(pool.stats).toMatchObject({ jobs: 0, queued: 0 });
  });

  it('emits what is ready of a chunk that goes on', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    const traces = probe();
    const pool = makePool(redis.url);
    const items = [
      { ...traces.item(0), isQuick: true },
      { ...traces.item(1), isQuick: true },
      traces.item(2),
    ];
    const job = pool.imap(gatedOrQuick, items, { chunksize: 3 });
    expect(await job.next(60_000)).toEqual({ done: false, value: 0 });
    expect(await job.next(60_000)).toEqual({ done: false, value: 1 });
    expect(traces.lines()).toEqual(['began 2']);
    traces.open();
    expect(await job.next(60_000)).toEqual({ done: false, value: 2 });
  });

  it('has no more in the queue than it may, and reads no further', async () => {
    const redis = await startRedis();
    const admin = adminOf(redis.url);
    const pool = makePool(redis.url, { processes: 3 });
    const source = counted();
    const subscription = poolFrom(source).pipe(poolImap(square, { pool })).subscribe();
    while ((await admin.llen('bull:etl:wait')) < 3) await sleep(10);
    await sleep(300);
    expect(await admin.llen('bull:etl:wait')).toBe(3);
    expect(source.counts.pulled).toBeLessThanOrEqual(12);
    subscription.unsubscribe();
    while ((await admin.llen('bull:etl:wait')) > 0) await sleep(10);
    expect((await admin.keys('*')).filter((key) => /-\d+$/.test(key))).toEqual([]);
  });

  it('terminate() leaves nothing in the queue', async () => {
    const redis = await startRedis();
    const admin = adminOf(redis.url);
    const pool = makePool(redis.url, { processes: 3 });
    const result = pool.map(square, upTo(10), 1);
    result.catch(() => undefined);
    while ((await admin.llen('bull:etl:wait')) < 3) await sleep(10);
    await within(pool.terminate(), 3000);
    expect((await admin.keys('*')).filter((key) => /-\d+$/.test(key))).toEqual([]);
  });

  it('removes each job when it has its results', async () => {
    const redis = await startRedis();
    await startWorker('etl', redis.url);
    const admin = adminOf(redis.url);
    const pool = makePool(redis.url);
    expect(await within(pool.map(slowly, upTo(20), 1))).toEqual(upTo(20).map((x) => x * x));
    const left = async (): Promise<string[]> => (await admin.keys('*')).filter((key) => /-\d+$/.test(key));
    for (const end = Date.now() + 5000; Date.now() < end && (await left()).length > 0;) await sleep(10);
    expect(await left()).toEqual([]);
  });

  it('an item that takes whole machines with it costs itself, after three of them', async () => {
    const redis = await startRedis();
    const start = async (): Promise<void> => {
      const worker = await startWorker('etl', redis.url);
      worker.child.once('exit', (_code, signal) => {
        // Not at the end of the spec.
        if (signal === 'SIGKILL' && !isOver) void start();
      });
    };
    let isOver = false;
    await start();
    const pool = makePool(redis.url, { processes: 1 });
    const outcomes = await within(pool.map(deadly, upTo(6), { chunksize: 6, settle: true }), 55_000);
    isOver = true;
    expect(outcomes.map(({ status }) => status[0]).join('')).toBe('fffrff');
    const { reason } = outcomes[3] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(WorkerCrashedError);
    expect(reason).toMatchObject({ index: 3 });
  });

  it('warns once if nobody serves the queue', async () => {
    const redis = await startRedis();
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): number => warnings.push(message);
    process.on('warning', onWarning);
    onEnd(() => process.off('warning', onWarning));
    const pool = makePool(redis.url, { queue: 'lonely' });
    const result = pool.map(square, [1]);
    result.catch(() => undefined);
    for (const end = Date.now() + 60_000; Date.now() < end && warnings.length === 0;) await sleep(100);
    expect(warnings).toEqual([
      "rxjs-pool: no worker serves queue 'lonely'; start one with: npx rxjs-pool worker",
    ]);
    await startWorker('lonely', redis.url);
    expect(await within(result)).toEqual([1]);
  });
});
