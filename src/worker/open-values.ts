import { OwnPromise } from '../intrinsics.js';
import { openSource, type Source } from '../values/open-source.js';
import { sayValue } from '../values/say-value.js';

/** Gives values one by one: at once, or later. */
export interface ValueIterator {
  next(): unknown;
  return?(): unknown;
}

interface Subscription {
  unsubscribe(): void;
}

/** The slice of an Observable, of any copy of rxjs, that is read. */
interface Observed {
  subscribe(observer: {
    next(value: unknown): void;
    error(reason: unknown): void;
    complete(): void;
  }): Subscription;
}

const interop: PropertyKey =
  (Symbol as { readonly observable?: symbol }).observable ?? ('@@observable' as const);

/**
 * Opens what a function has returned that gives many values.
 *
 * @param onArrival - Called when an Observable has given something.
 * @throws TypeError if it is nothing of that kind.
 */
export function openValues(given: unknown, index: number, onArrival?: () => void): ValueIterator {
  const source = Object(given ?? {}) as Record<PropertyKey, unknown>;
  // A string is a value, not characters.
  if (typeof given !== 'string') {
    if (typeof source['subscribe'] === 'function') return observe(given as Observed, onArrival);
    const asObservable = source[interop];
    if (typeof asObservable === 'function')
      return observe(Reflect.apply(asObservable, given, []) as Observed, onArrival);
    const ways = [Symbol.asyncIterator, Symbol.iterator, 'getReader'];
    if (ways.some((way) => typeof source[way] === 'function')) return openSource(given as Source<unknown>);
  }
  throw new TypeError(
    `Cannot read the values of item ${index}: fn must return an iterable, an async iterable, a ReadableStream, an Observable, or a promise of one: received ${typeof given === 'string' ? `'${sayValue(given)}'` : sayValue(given)}; return [value], or take poolImap for one result per item`,
  );
}

/** Subscribes at once. An Observable cannot be told to wait: what it emits meanwhile is kept. */
function observe(source: Observed, onArrival?: () => void): ValueIterator {
  const arrived: unknown[] = [];
  let end: (() => unknown) | undefined;
  let wake = onArrival;
  const over = (tell: () => unknown): void => {
    end ??= tell;
    wake?.();
  };
  const subscription = source.subscribe({
    next(value) {
      arrived.push(value);
      wake?.();
    },
    error: (reason) =>
      over(() => {
        throw reason;
      }),
    complete: () => over(() => ({ done: true, value: undefined })),
  });
  const next = (): unknown => {
    if (arrived.length > 0) return { done: false, value: arrived.shift() };
    if (end) return end();
    return nextLater();
  };
  const nextLater = async (): Promise<unknown> => {
    await new OwnPromise<void>((resolve) => (wake = onArrival ?? resolve));
    return next();
  };
  return {
    next,
    return() {
      subscription.unsubscribe();
      arrived.length = 0;
      over(() => ({ done: true, value: undefined }));
    },
  };
}
