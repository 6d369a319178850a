import {
  asyncScheduler,
  defer,
  ignoreElements,
  NEVER,
  takeUntil,
  tap,
  type MonoTypeOperatorFunction,
  type Observer,
} from 'rxjs';
import { checkOptions, checkValue, rules, type Rule } from '../pool/check-options.js';
import { ItemParts } from './item-parts.js';
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
  reports: {
    rule: 'an Observable',
    isType: (value) => typeof (value as { subscribe?: unknown } | null)?.subscribe === 'function',
  },
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
 * With `reports`, what items that run have reported counts, too, so that a bar moves during long items. A report that is no
 * number from 0 to 1 ends the stream with a `TypeError`.
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
  const { total, period = PERIOD, scheduler = asyncScheduler, reports = NEVER } = options;
  const observer = typeof observerOrNext === 'function' ? { next: observerOrNext } : observerOrNext;
  return (source) =>
    defer(() => {
      const start = scheduler.now();
      const parts = new ItemParts();
      let passed = 0;
      let done = 0;
      let told = -1;
      let last = -Infinity;
      const tell = (now: number): void => {
        last = now;
        told = done;
        observer.next?.(progressOf(done, total, now - start));
      };
      const count = (): void => {
        done = Math.max(done, passed, Math.min(passed + parts.sum, total ?? Infinity));
        const now = scheduler.now();
        if (now - last >= period) tell(now);
      };
      const heard = reports.pipe(
        tap(({ index, value }) => {
          parts.note(index, value);
          count();
        }),
        ignoreElements(),
      );
      const tellLast = (): void => {
        if (told !== done) tell(scheduler.now());
      };
      return source.pipe(
        // Ends with it, and fails if it does.
        takeUntil(heard),
        tap({
          next() {
            passed++;
            parts.pass();
            count();
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
