import * as fc from 'fast-check';
import { inlineExecutor, type ItemReport, Pool, poolFrom, poolImap } from 'rxjs-pool';
import { tapProgress, type Progress } from 'rxjs-pool/insight';
import { virtualExecutor } from 'rxjs-pool/testing';
import { report } from 'rxjs-pool/tasks';
import { from, lastValueFrom, NEVER, of, Subject, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { counted, rejection, upTo } from '../helpers.js';

/** What is told of a stream in virtual time. */
function told(marbles: string, options: { total?: number; period?: number }): Array<Progress | string> {
  const heard: Array<Progress | string> = [];
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ cold, expectObservable }) => {
    const observer = {
      next: (progress: Progress) => void heard.push(progress),
      error: (reason: unknown) => void heard.push(String(reason)),
      complete: () => void heard.push('complete'),
    };
    // The stream itself is as it was.
    expectObservable(cold(marbles).pipe(tapProgress(observer, { ...options, scheduler }))).toBe(marbles);
  });
  return heard;
}

describe('tapProgress', () => {
  it('tells how far a stream has come, how fast it goes and how long it takes', () => {
    expect(told('250ms a 249ms b 249ms (c|)', { total: 4 })).toEqual([
      { done: 1, total: 4, elapsed: 250, rate: 4, left: 3, eta: 750 },
      { done: 2, total: 4, elapsed: 500, rate: 4, left: 2, eta: 500 },
      { done: 3, total: 4, elapsed: 750, rate: 4, left: 1, eta: 250 },
      'complete',
    ]);
  });

  it('cannot tell how long it takes without a total', () => {
    expect(told('9ms (a|)', {})).toMatchObject([
      { done: 1, total: undefined, left: undefined, eta: undefined },
      'complete',
    ]);
  });

  it('tells at most once a period, the first item at once and the last before the end', () => {
    const [first, second, last, end] = told('abcdefg-(h|)', { period: 5, total: 8 });
    expect([first, second, last]).toMatchObject([{ done: 1 }, { done: 6 }, { done: 8, left: 0, eta: 0 }]);
    expect(end).toBe('complete');
  });

  it('tells of the items before an error, then of the error', () => {
    expect(told('ab#', { period: 100 })).toMatchObject([{ done: 1 }, { done: 2 }, 'error']);
  });

  it('counts the parts of items that run, as they report them, and never falls', () => {
    const scheduler = new TestScheduler(() => undefined);
    const dones: number[] = [];
    scheduler.run(({ cold, flush }) => {
      const one = (index: number, value: number) => ({ index, value });
      const reports = cold('ab-c-de-', {
        a: one(0, 0.5),
        b: one(1, 0.25),
        c: one(1, 0.75),
        d: one(2, 0.5),
        e: one(2, 1),
      });
      cold('--x-y--(z|)')
        .pipe(tapProgress(({ done }) => void dones.push(done), { total: 3, reports, period: 0, scheduler }))
        .subscribe();
      flush();
    });
    expect(dones).toEqual([0.5, 0.75, 1.25, 1.75, 2, 2.5, 3, 3]);
  });

  it('never says more than has passed and was reported, whichever items pass first', () => {
    const step = fc.record({
      index: fc.nat({ max: 5 }),
      part: fc.integer({ min: 1, max: 3 }),
      ends: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const source = new Subject<number>();
        const reports = new Subject<{ index: number; value: number }>();
        let done = 0;
        let isFalling = false;
        const progress = tapProgress<number>(
          (now) => {
            isFalling ||= now.done < done;
            done = now.done;
          },
          { reports, period: 0 },
        );
        source.pipe(progress).subscribe();
        const parts = new Map<number, number>();
        for (const { index, part, ends } of steps) {
          const before = parts.get(index) ?? 0;
          if (before > 4) continue;
          const now = Math.max(before, part);
          parts.set(index, ends ? 5 : now);
          reports.next({ index, value: ends ? 1 : now / 4 });
          if (ends) source.next(index);
        }
        const ended = [...parts.values()].filter((part) => part > 4).length;
        expect(isFalling).toBe(false);
        expect(done).toBeGreaterThanOrEqual(ended);
        expect(done).toBeLessThanOrEqual(parts.size);
      }),
    );
  });

  it('fails for a report that is no share of an item', async () => {
    const reports = of({ index: 0, value: 12 });
    const stream = NEVER.pipe(tapProgress(() => undefined, { reports }));
    expect(String(await rejection(lastValueFrom(stream)))).toMatch(
      /^TypeError: Cannot count reports: each must be a number from 0 to 1: received 12; map them: reports\.pipe/,
    );
  });

  it('moves during the long items of a pool', async () => {
    const reports = new Subject<ItemReport>();
    const dones: number[] = [];
    const pool = new Pool({ executor: inlineExecutor() });
    const steps = (x: number) => {
      for (let step = 1; step <= 4; step++) report(step / 4);
      return x;
    };
    const options = { pool, onReport: (one: ItemReport) => reports.next(one) };
    await lastValueFrom(
      from([1, 2, 3]).pipe(
        poolImap(steps, options),
        tapProgress(({ done }) => void dones.push(done), { total: 3, reports, period: 0 }),
      ),
    );
    expect(dones[0]).toBe(0.25);
    expect(dones.at(-1)).toBe(3);
    expect(dones).toEqual(dones.toSorted((a, b) => a - b));
  });

  it('is silent when it is unsubscribed', () => {
    const heard: Progress[] = [];
    from(upTo(9))
      .pipe(
        tapProgress((progress) => void heard.push(progress), { period: 60_000 }),
        take(4),
      )
      .subscribe();
    expect(heard.map(({ done }) => done)).toEqual([1]);
  });

  it('counts each subscription for itself', () => {
    const heard: number[] = [];
    const source = from(upTo(3)).pipe(tapProgress(({ done }) => void heard.push(done), { period: 0 }));
    source.subscribe();
    source.subscribe();
    expect(heard).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('ends the stream with what its observer throws, as tap does', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ cold, expectObservable }) => {
      const source = cold('-a|').pipe(
        tapProgress(() => {
          throw new RangeError('no paper');
        }),
      );
      expectObservable(source).toBe('-#', undefined, new RangeError('no paper'));
    });
  });

  it('passes the demand of a pool operator on to poolFrom', () => {
    const scheduler = new TestScheduler(() => undefined);
    const input = counted();
    scheduler.run(() => {
      const pool = new Pool({ executor: virtualExecutor(scheduler, { duration: 10 }) });
      const subscription = poolFrom(input)
        .pipe(
          tapProgress(() => undefined),
          poolImap((x) => x, { pool, buffersize: 3 }),
        )
        .subscribe();
      scheduler.schedule(() => subscription.unsubscribe(), 5);
    });
    expect(input.counts).toMatchObject({ pulled: 3, closed: 1 });
  });

  it.each([
    ['x', {}, "Cannot create tapProgress: observer must be a function or an observer: received 'x'"],
    [
      () => undefined,
      { total: -1 },
      'Cannot create tapProgress: total must be an integer of 0 or more: received -1',
    ],
    [
      () => undefined,
      { totl: 1 },
      "Cannot create tapProgress: there is no option 'totl'; there are total, reports, period, scheduler",
    ],
    [
      () => undefined,
      { scheduler: 5 },
      'Cannot create tapProgress: scheduler must be a scheduler: received 5',
    ],
  ])('refuses %o, %o', (observer, options, message) => {
    expect(() => tapProgress(observer as () => undefined, options as never)).toThrow(message);
  });
});
