import { Pool, poolConcatMap, poolImap } from 'rxjs-pool';
import { tracePool } from 'rxjs-pool/insight';
import { report } from 'rxjs-pool/tasks';
import { virtualExecutor } from 'rxjs-pool/testing';
import { from, lastValueFrom } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { terminatedAfterEach, workerBackends } from '../conformance.js';
import { reportSteps } from '../fixtures/tasks.js';
import { upTo, within } from '../helpers.js';

interface TraceEvent {
  readonly name: string;
  readonly cat?: string;
  readonly ph: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args: {
    readonly name?: string;
    readonly index?: number;
    readonly paused?: number;
    readonly error?: string;
  };
}

function eventsOf(json: string): TraceEvent[] {
  return (JSON.parse(json) as { traceEvents: TraceEvent[] }).traceEvents;
}

describe('tracePool', () => {
  /** What is recorded of two jobs in virtual time; items take as many frames as they say. */
  function recorded(): { html: string; events: TraceEvent[] } {
    const scheduler = new TestScheduler(() => undefined);
    return scheduler.run(({ flush }) => {
      const duration = (x: number): number => x;
      const pool = new Pool({ executor: virtualExecutor(scheduler, { processes: 2, duration }) });
      const before = from([1]).pipe(poolImap((x) => x, { pool }));
      before.subscribe();
      const trace = tracePool(pool);
      const slow = function slow(x: number): number {
        if (x === 7) throw new RangeError('</script>');
        return x;
      };
      from([5, 3, 7, 2])
        .pipe(poolImap(slow, { pool, chunksize: 2, settle: true }))
        .subscribe();
      scheduler.schedule(() => trace.stop(), 50);
      scheduler.schedule(
        () =>
          void from([9])
            .pipe(poolImap((x) => x, { pool }))
            .subscribe(),
        60,
      );
      flush();
      return { html: trace.toHtml(), events: eventsOf(trace.toChrome()) };
    });
  }

  it('records each message and each item, on which worker and when', () => {
    const bars = recorded()
      .events.filter(({ cat = '' }) => ['message', 'item', 'error'].includes(cat))
      .map(
        ({ name, cat, tid, ts, dur }) => `${cat} ${name}, worker ${tid}: ${ts / 1000}-${(ts + dur) / 1000}`,
      );
    expect(bars.toSorted()).toEqual([
      'error slow 2, worker 1: 1-8',
      'item slow 0, worker 2: 0-5',
      'item slow 1, worker 2: 5-8',
      'item slow 3, worker 1: 8-10',
      'message slow: 2 from 0, worker 2: 0-8',
      'message slow: 2 from 2, worker 1: 1-10',
    ]);
  });

  it('names the threads, and says what an item failed with', () => {
    const { events } = recorded();
    expect(events.filter(({ ph }) => ph === 'M').map(({ args }) => args.name)).toEqual([
      'rxjs-pool',
      'main thread',
      'worker 1',
      'worker 2',
    ]);
    expect(events.filter(({ args }) => args?.error).map(({ args }) => args)).toEqual([
      { index: 2, attempt: 0, error: 'RangeError: </script>' },
    ]);
  });

  it('makes a page that what it shows cannot break', () => {
    const { html } = recorded();
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    const [, json = ''] = /<script type="application\/json" id="trace">(.*?)<\/script>/s.exec(html) ?? [];
    expect(JSON.parse(json)).toMatchObject({
      jobs: ['slow'],
      processes: 2,
      duration: 50,
      advice: expect.stringContaining("workers' time"),
    });
  });

  it('refuses what is no pool', () => {
    expect(() => tracePool(undefined as unknown as Pool)).toThrow(
      'Cannot create tracePool: pool must be a Pool: received undefined',
    );
  });
});

it('tracePool says of a report that is no text what it is', () => {
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(({ flush }) => {
    const pool = new Pool({ executor: virtualExecutor(scheduler, { duration: 5 }) });
    const trace = tracePool(pool);
    const speaks = (x: unknown): unknown => {
      report(x);
      return x;
    };
    from(['text', 7n, undefined, { a: [1] }, 'x'.repeat(100)])
      .pipe(poolImap(speaks, { pool, onReport: () => undefined }))
      .subscribe();
    flush();
    const reports = eventsOf(trace.toChrome()).filter(({ cat }) => cat === 'report');
    expect(reports.map(({ name }) => name)).toEqual([
      'speaks 0: text',
      'speaks 1: bigint',
      'speaks 2: undefined',
      'speaks 3: {"a":[1]}',
      `speaks 4: ${'x'.repeat(80)}`,
    ]);
  });
});

describe.each(workerBackends)('tracePool, $name', (backend) => {
  const owned = terminatedAfterEach();

  it('shows for how long an item was paused', async () => {
    const [one, other] = [owned(backend.create({ processes: 1 })), owned(backend.create({ processes: 1 }))];
    const trace = tracePool(one);
    const slow = async (x: number) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return x;
    };
    await within(
      lastValueFrom(
        from([1]).pipe(
          poolConcatMap((x) => Array.from({ length: 30 }, () => x), { pool: one, buffersize: 2 }),
          poolImap(slow, { pool: other, buffersize: 2 }),
        ),
      ),
    );
    const item = eventsOf(trace.toChrome()).find(({ cat }) => cat === 'item');
    expect(item?.args.paused).toBeGreaterThan(100_000);
    expect(item?.args.paused).toBeLessThan(item?.dur ?? 0);
  });

  it('shows what an item reports, in the lane of its worker', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const trace = tracePool(pool);
    await within(pool.map(reportSteps, [1, 2], { onReport: () => undefined }));
    const reports = eventsOf(trace.toChrome()).filter(({ cat }) => cat === 'report');
    expect(reports.map(({ name, tid }) => [name, tid])).toEqual([
      ['reportSteps 0: {"step":1,"of":1}', 1],
      ['reportSteps 1: {"step":1,"of":2}', 1],
      ['reportSteps 1: {"step":2,"of":2}', 1],
    ]);
  });

  it('shows starts, items on a common clock, and who died of what', async () => {
    const pool = owned(backend.create({ processes: 2 }));
    const trace = tracePool(pool);
    const exits = (x: number): number => (x === 5 ? process.exit(3) : x);
    await within(pool.map(exits, upTo(20), { chunksize: 4, settle: true }));
    trace.stop();
    const events = eventsOf(trace.toChrome());
    const of = (cat: string): TraceEvent[] => events.filter((event) => event.cat === cat);
    expect(
      of('item')
        .map(({ args }) => args.index)
        .toSorted((a = 0, b = 0) => a - b),
    ).toEqual(upTo(20).filter((index) => index !== 5));
    expect(of('error').map(({ args }) => args.index)).toEqual([5]);
    expect(of('crash').map(({ name }) => name)).toEqual([expect.stringContaining('Worker died at item 5')]);
    // Two at the beginning, and one for the one that died.
    expect(of('worker').length).toBeGreaterThanOrEqual(2);
    // A worker runs an item after its message was sent, and before its result was here.
    // In µs, and not exact, as times go from one clock to another.
    const end = Math.max(...of('message').map(({ ts, dur }) => ts + dur)) + 1;
    for (const { ts, dur } of of('item')) {
      expect(dur).toBeGreaterThanOrEqual(0);
      expect(ts).toBeGreaterThan(0);
      expect(ts + dur).toBeLessThanOrEqual(end);
    }
  });
});
