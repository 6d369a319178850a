import { Observable } from 'rxjs';
import type { Account } from './account.js';
import type { JobPlan } from './plan.js';

/** The error of a source that fails. */
export const SOURCE_ERROR = new Error('the source failed');

/** A source that is read on demand: at once or later, as the plan has it. */
export function pulled(
  plan: JobPlan,
  items: readonly unknown[],
  account: Account,
): Iterable<unknown> & AsyncIterable<unknown> {
  const { source } = account;
  const open = (): Iterator<unknown, undefined> => {
    source.opened++;
    let next = 0;
    return {
      next() {
        if (next < items.length) {
          account.take();
          return { done: false, value: items[next++] };
        }
        source.isOver = true;
        if (plan.sourceFails) throw SOURCE_ERROR;
        return { done: true, value: undefined };
      },
      return() {
        source.closed++;
        return { done: true, value: undefined };
      },
    };
  };
  if (plan.source === 'pull') return { [Symbol.iterator]: open } as never;
  return {
    [Symbol.asyncIterator]() {
      const inner = open();
      let taken = 0;
      return {
        async next() {
          if (++taken % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
          return inner.next();
        },
        async return() {
          return inner.return?.() as IteratorResult<unknown>;
        },
      };
    },
  } as never;
}

/** A source that pushes a few items at a time. */
export function pushed(plan: JobPlan, items: readonly unknown[], { source }: Account): Observable<unknown> {
  return new Observable((subscriber) => {
    source.opened++;
    let next = 0;
    const timer = setInterval(() => {
      for (const item of items.slice(next, next + 7)) subscriber.next(item);
      next += 7;
      if (next < items.length) return;
      source.isOver = true;
      if (plan.sourceFails) subscriber.error(SOURCE_ERROR);
      else subscriber.complete();
    }, 1);
    return () => {
      clearInterval(timer);
      source.closed++;
    };
  });
}
