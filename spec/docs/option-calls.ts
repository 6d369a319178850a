import {
  poolConcatMap,
  poolFrom,
  poolImap,
  poolImapUnordered,
  poolIstarmap,
  poolIstarmapUnordered,
  poolMap,
  poolMergeMap,
  poolStarmap,
  type Pool,
} from 'rxjs-pool';
import type { OperatorFunction } from 'rxjs';

export type Options = Readonly<Record<string, unknown>>;

/** A call that has begun. */
export interface Run {
  /** All results, outcomes, or values. */
  readonly results: Promise<unknown[]>;
  /** Has no interest in it any more. */
  readonly leave: () => void;
}

/** A way to call a function of one argument. */
export interface Call {
  readonly name: string;
  /** Takes items one by one, as they come. */
  readonly isLive: boolean;
  readonly begin: (
    pool: Pool,
    fn: unknown,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    options?: Options,
  ) => Run;
}

type Loose = (...args: unknown[]) => unknown;

const starred = (items: Iterable<unknown> | AsyncIterable<unknown>): unknown =>
  Symbol.asyncIterator in items
    ? (async function* () {
        for await (const item of items) yield [item];
      })()
    : {
        *[Symbol.iterator]() {
          for (const item of items) yield [item];
        },
      };

const isStar = (name: string): boolean => /starmap/i.test(name);

function operator(name: string, create: unknown): Call {
  return {
    name,
    isLive: true,
    begin(pool, fn, items, options) {
      const apply = (create as Loose)(fn, { ...options, pool }) as OperatorFunction<unknown, unknown>;
      const source = poolFrom((isStar(name) ? starred(items) : items) as Iterable<unknown>);
      const values: unknown[] = [];
      let leave = (): void => undefined;
      const results = new Promise<unknown[]>((resolve, reject) => {
        const subscription = source.pipe(apply).subscribe({
          next: (value) => values.push(value),
          error: reject,
          complete: () => resolve(values.flat()),
        });
        leave = () => subscription.unsubscribe();
      });
      return { results, leave };
    },
  };
}

/** A method that gives a promise, or what can be awaited like one. */
function method(name: string): Call {
  return {
    name,
    isLive: false,
    begin(pool, fn, items, options) {
      const controller = new AbortController();
      const { signal } = controller;
      const given = isStar(name) ? starred(items) : items;
      const call = Reflect.get(pool, name) as Loose;
      const result = call.call(pool, fn, given, { signal, ...options }) as PromiseLike<unknown[]>;
      const results = Promise.resolve(result);
      return {
        results,
        leave() {
          results.catch(() => undefined);
          controller.abort();
        },
      };
    },
  };
}

/** A method that gives an iterator. */
function iteration(name: string): Call {
  return {
    name,
    isLive: true,
    begin(pool, fn, items, options) {
      const call = Reflect.get(pool, name) as Loose;
      const given = isStar(name) ? starred(items) : items;
      const iterator = call.call(pool, fn, given, options) as AsyncIterableIterator<unknown>;
      const read = async (): Promise<unknown[]> => {
        const values: unknown[] = [];
        for await (const value of iterator) values.push(value);
        return values;
      };
      return { results: read(), leave: () => void iterator.return?.() };
    },
  };
}

/** One call for each item: these take no more. */
function single(name: 'apply' | 'applyAsync'): Call {
  return {
    name,
    isLive: false,
    begin(pool, fn, items, options) {
      const controller = new AbortController();
      const { signal } = controller;
      const call = Reflect.get(pool, name) as Loose;
      const given = { signal, ...options };
      const rest = name === 'apply' ? [given] : [undefined, undefined, given];
      const all = [...(items as Iterable<unknown>)].map((item) => call.call(pool, fn, [item], ...rest));
      const results = Promise.all(all);
      return {
        results,
        leave() {
          results.catch(() => undefined);
          controller.abort();
        },
      };
    },
  };
}

/** The calls of each column of the page. */
export const calls: Readonly<Record<string, readonly Call[]>> = {
  'poolMap, poolStarmap': Object.entries({ poolMap, poolStarmap }).map(([name, create]) =>
    operator(name, create),
  ),
  'map, starmap, …Async': ['map', 'starmap', 'mapAsync', 'starmapAsync'].map(method),
  'poolImap…, imap…': [
    ...Object.entries({ poolImap, poolImapUnordered, poolIstarmap, poolIstarmapUnordered }).map(
      ([name, create]) => operator(name, create),
    ),
    ...['imap', 'imapUnordered', 'istarmap', 'istarmapUnordered'].map(iteration),
  ],
  'poolConcatMap…, concatMap…': [
    ...Object.entries({ poolConcatMap, poolMergeMap }).map(([name, create]) => operator(name, create)),
    ...['concatMap', 'mergeMap'].map(iteration),
  ],
  'apply, applyAsync': [single('apply'), single('applyAsync')],
};
