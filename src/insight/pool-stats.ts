import { asyncScheduler, Observable, type SchedulerAction, type SchedulerLike } from 'rxjs';
import type { PoolEvent } from '../executor/observer.js';
import { checkValue, rules } from '../pool/check-options.js';
import type { Pool } from '../pool/pool.js';
import { BusyTime } from './busy-time.js';
import { checkPool } from './check-pool.js';
import { observe } from './observe.js';
import type { PoolSample } from './pool-sample.js';
import { ValuesCount } from './values-count.js';

/**
 * Looks at a pool again and again: how many workers are at work, how much waits, how fast items are done.
 *
 * The first look comes after one `period`, as with `interval()`. Completes with the look that finds the pool closed or
 * terminated, and done. It costs nothing while nobody is subscribed, and while somebody is, a look at the workers for
 * each message to or from them. Like a timer, a subscription keeps the program alive.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 * import { poolStats } from 'rxjs-pool/insight';
 * import { last } from 'rxjs';
 *
 * const pool = new Pool(2);
 * poolStats(pool, 50)
 *   .pipe(last())
 *   .subscribe(({ done, failed }) => console.log(`${done} done, ${failed} failed`)); // prints 100 done, 0 failed
 * await pool.map((x: number) => x * x, Array.from({ length: 100 }, (_, at) => at));
 * pool.close();
 * ```
 *
 * @param pool - The pool.
 * @param period - Time between two looks, in ms, more than 0.
 * @param scheduler - Whose time that is.
 * @returns The looks. Each subscription counts for itself.
 * @throws TypeError or RangeError for a wrong argument.
 */
export function poolStats(
  pool: Pool,
  period = 1000,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<PoolSample> {
  const action = 'create poolStats';
  checkPool(action, pool);
  checkValue(action, 'period', period, rules.positiveDuration);
  return new Observable((subscriber) => {
    const busyTime = new BusyTime(pool);
    const values = new ValuesCount();
    const hear = (event: PoolEvent): void => {
      busyTime.note();
      values.note(event);
    };
    subscriber.add(observe(pool, { hear, isMeasured: false }));
    let before = pool.stats;
    let since = scheduler.now();

    function look(this: SchedulerAction<unknown>): void {
      const stats = pool.stats;
      const now = scheduler.now();
      const seconds = (now - since) / 1000;
      const perSecond = (count: number): number => (seconds > 0 ? count / seconds : 0);
      const sample: PoolSample = {
        ...stats,
        donePerSecond: perSecond(stats.done - before.done),
        failedPerSecond: perSecond(stats.failed - before.failed),
        retriedPerSecond: perSecond(stats.retried - before.retried),
        valuesPerSecond: perSecond(values.take()),
        paused: values.paused,
        utilization: busyTime.take(),
        delay: Math.max(0, now - since - period),
      };
      before = stats;
      since = now;
      subscriber.next(sample);
      const isOver = (stats.state === 'closed' || stats.state === 'terminated') && stats.jobs === 0;
      if (isOver) subscriber.complete();
      else this.schedule(undefined, period);
    }
    subscriber.add(scheduler.schedule(look, period));
  });
}
