import { Pool, poolImap, type ItemReport, type PoolOperatorOptions } from 'rxjs-pool';
import { currentTask, report } from 'rxjs-pool/tasks';
import { virtualExecutor, type VirtualExecutorOptions } from 'rxjs-pool/testing';
import { catchError, of, Subject, takeUntil, tap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';

/** Runs items on one virtual worker, and notes what happens in which frame. */
function happenings(
  fn: (item: string) => string,
  options: Omit<PoolOperatorOptions<string>, 'settle'> & Pick<VirtualExecutorOptions, 'duration'>,
): string[] {
  const heard: string[] = [];
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(({ cold }) => {
    const { duration, ...others } = options;
    const note = (what: string): void => void heard.push(`${scheduler.now()} ${what}`);
    const executor = virtualExecutor(scheduler, { ...(duration !== undefined && { duration }) });
    const pool = new Pool({ executor });
    const stop = new Subject<void>();
    const onReport = (one: ItemReport): void => {
      note(`${one.index}.${one.attempt} ${String(one.value)}`);
      if (one.value === 'stop') stop.next();
      if (one.value === 'throw') throw new Error('thrown by the listener');
    };
    cold('(abc|)')
      .pipe(
        poolImap(fn, { ...others, pool, onReport }),
        takeUntil(stop),
        tap({ next: note, complete: () => note('complete') }),
        catchError((error: Error) => of(note(error.message))),
      )
      .subscribe();
    scheduler.flush();
    for (const { item, from, to, ending } of executor.runs) {
      heard.push(`run ${String(item)} ${from}-${to} ${ending}`);
    }
  });
  return heard;
}

describe('reports in virtual time', () => {
  it('come when the item begins: the first, and the last', () => {
    const fn = (item: string): string => {
      for (const step of [1, 2, 3]) report(`${item}${step}`);
      return item;
    };
    expect(happenings(fn, { duration: 5 })).toEqual([
      '0 0.0 a1',
      '0 0.0 a3',
      '5 a',
      '5 1.0 b1',
      '5 1.0 b3',
      '10 b',
      '10 2.0 c1',
      '10 2.0 c3',
      '15 c',
      '15 complete',
      'run a 0-5 returned',
      'run b 5-10 returned',
      'run c 10-15 returned',
    ]);
  });

  it('a listener may end the call, and with it the item', () => {
    const fn = (item: string): string => {
      report(item === 'b' ? 'stop' : item);
      return item;
    };
    expect(happenings(fn, { duration: 5, onUnsubscribe: 'kill' })).toEqual([
      '0 0.0 a',
      '5 a',
      '5 1.0 stop',
      '5 complete',
      'run a 0-5 returned',
      'run b 5-5 killed',
    ]);
    expect(happenings(fn, { duration: 5, onUnsubscribe: 'kill', chunksize: 3 }).slice(-2)).toEqual([
      'run a 0-5 returned',
      'run b 5-5 killed',
    ]);
  });

  it('a listener that throws ends the call with that', () => {
    const fn = (item: string): string => {
      report(item === 'b' ? 'throw' : item);
      return item;
    };
    expect(happenings(fn, { duration: 5 })).toEqual([
      '0 0.0 a',
      '5 a',
      '5 1.0 throw',
      '5 thrown by the listener',
      'run a 0-5 returned',
      'run b 5-10 returned',
    ]);
  });
});

describe('grace in virtual time', () => {
  /** Runs items on one worker until the subscriber leaves, and tells what happens to whom. */
  function told(options: PoolOperatorOptions<string>, leaveAt = Infinity): string[] {
    const heard: string[] = [];
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ cold }) => {
      const duration = (item: string): number => ({ a: 8, b: 12, c: 2 })[item] ?? 0;
      const executor = virtualExecutor(scheduler, { duration });
      const pool = new Pool({ executor });
      const fn = (item: string): string => {
        const { signal } = currentTask();
        signal.addEventListener('abort', () => {
          heard.push(`${scheduler.now()} ${item} ${(signal.reason as Error).name}`);
        });
        return item;
      };
      const subscription = cold('(abc|)')
        .pipe(poolImap(fn, { ...options, pool, settle: true }))
        .subscribe((one) => {
          const what = one.status === 'fulfilled' ? one.value : (one.reason as Error).name;
          heard.push(`${scheduler.now()} ${one.index} ${what}`);
        });
      if (leaveAt < Infinity) scheduler.schedule(() => subscription.unsubscribe(), leaveAt);
      scheduler.flush();
      for (const { item, from, to, ending } of executor.runs) {
        heard.push(`run ${String(item)} ${from}-${to} ${ending}`);
      }
    });
    return heard;
  }

  it.each([1, 3])('an item that is late returns within it, or dies at its end, chunksize %d', (chunksize) => {
    expect(told({ timeout: 5, grace: 4, chunksize })).toEqual([
      '5 a TimeoutError',
      '8 0 TaskTimeoutError',
      '13 b TimeoutError',
      '17 1 TaskTimeoutError',
      '19 2 c',
      'run a 0-8 late',
      'run b 8-17 late',
      'run c 17-19 returned',
    ]);
  });

  it('without it, the item dies at its timeout, and nothing aborts', () => {
    expect(told({ timeout: 5 })).toEqual([
      '5 0 TaskTimeoutError',
      '10 1 TaskTimeoutError',
      '12 2 c',
      'run a 0-5 late',
      'run b 5-10 late',
      'run c 10-12 returned',
    ]);
  });

  it("with 'kill', an item that returns within it ends as it does, and another dies at its end", () => {
    const options = { onUnsubscribe: 'kill', grace: 4 } as const;
    expect(told({ ...options, chunksize: 3 }, 5)).toEqual(['5 a AbortError', 'run a 0-8 returned']);
    expect(told(options, 2)).toEqual(['2 a AbortError', 'run a 0-6 killed']);
    expect(told({ onUnsubscribe: 'kill' }, 2)).toEqual(['2 a AbortError', 'run a 0-2 killed']);
  });
});
