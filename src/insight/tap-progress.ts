import { asyncScheduler, defer, tap, type MonoTypeOperatorFunction, type Observer } from 'rxjs';
import { checkOptions, checkValue, rules, type Rule } from '../pool/check-options.js';
import type { Progress } from './progress.js';
import type { TapProgressOptions } from './tap-progress-options.js';

/**
 * Time between two looks, in ms. Shorter moves a bar more smoothly, longer takes less of the thread that also feeds the
 * workers.
 */
const PERIOD = 100;

const ACTION = 'create tapProgress';

const OBSERVER: Rule = {
  rule: 'a function or an observer',
  isType: (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
};

const KNOWN: Readonly<Record<keyof TapProgressOptions, Rule>> = {
  total: rules.wholeNumber,
  period: rules.duration,
  scheduler: {
    rule: 'a scheduler',
    isType: (value) => typeof (value as { now?: unknown } | null)?.now === 'function',
  },
};

/**
 * Tells how far a stream has come, without changing it: `tap()` for a progress bar.
 *
 * Counts what passes: behind `poolImap` and the like the items that are done, behind `poolMap` one array. It looks at
 * the clock when an item passes, and has no timer of its own. As with `tap()`, what the observer throws ends the stream.
 *
 * @example
 * ```ts
 * import { range } from 'rxjs';
 * import { poolImapUnordered } from 'rxjs-pool';
 * import { tapProgress } from 'rxjs-pool/insight';
 *
 * range(0, 1000)
 *   .pipe(
 *     poolImapUnordered((x) => x * x),
 *     tapProgress({ complete: () => console.log('all done') }, { total: 1000 }),
 *   )
 *   .subscribe();
 * // prints all done
 * ```
 *
 * @param observerOrNext - Called with each look; an observer also hears how the stream ends.
 * @param options - How many items there will be, and how often to look.
 * @returns An operator that emits what its source does.
 * @throws TypeError or RangeError for a wrong argument.
 */
export function tapProgress<T>(
  observerOrNext: Partial<Observer<Progress>> | ((progress: Progress) => void),
  options: TapProgressOptions = {},
): MonoTypeOperatorFunction<T> {
  checkValue(ACTION, 'observer', observerOrNext, OBSERVER);
  checkValue(ACTION, 'options', options, rules.record);
  checkOptions(ACTION, options, KNOWN);
  const { total, period = PERIOD, scheduler = asyncScheduler } = options;
  const observer = typeof observerOrNext === 'function' ? { next: observerOrNext } : observerOrNext;
  return (source) =>
    defer(() => {
      const start = scheduler.now();
      let done = 0;
      let told = -1;
      let last = -Infinity;
      const tell = (now: number): void => {
        last = now;
        told = done;
        observer.next?.(progressOf(done, total, now - start));
      };
      const tellLast = (): void => {
        if (told !== done) tell(scheduler.now());
      };
      return source.pipe(
        tap({
          next() {
            done++;
            const now = scheduler.now();
            if (now - last >= period) tell(now);
          },
          error(reason: unknown) {
            tellLast();
            observer.error?.(reason);
          },
          complete() {
            tellLast();
            observer.complete?.();
          },
        }),
      );
    });
}

function progressOf(done: number, total: number | undefined, elapsed: number): Progress {
  const rate = elapsed > 0 ? (done / elapsed) * 1000 : 0;
  const left = total === undefined ? undefined : Math.max(0, total - done);
  const eta = left === 0 ? 0 : left !== undefined && rate > 0 ? (left / rate) * 1000 : undefined;
  return { done, total, elapsed, rate, left, eta };
}
