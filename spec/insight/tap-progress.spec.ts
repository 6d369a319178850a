import { Pool, poolFrom, poolImap } from 'rxjs-pool';
import { tapProgress, type Progress } from 'rxjs-pool/insight';
import { virtualExecutor } from 'rxjs-pool/testing';
import { from, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { counted, upTo } from '../helpers.js';

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
      "Cannot create tapProgress: there is no option 'totl'; there are total, period, scheduler",
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
