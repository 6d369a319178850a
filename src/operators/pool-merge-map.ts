import type { OperatorFunction } from 'rxjs';
import type { Emission, ValueOf, ValueSource } from '../pool/emission.js';
import { poolOperator, type PoolOperatorOptions } from './pool-operator.js';

/**
 * Maps each item in parallel to many values, and emits each as soon as it is there.
 *
 *     source   ab--------|
 *     call:a   --A-B-|
 *     call:b   C-D|
 *     result   -CADB-----|
 *
 * Emits what `mergeMap(fn)` may: the values of one item in their order, those of several items as they come. No more than
 * `buffersize` values wait here or are on their way. A worker that may give no more waits, and its generator with it.
 *
 * The function returns an iterable, an async iterable, a generator, a `ReadableStream`, a Node stream, an Observable, or a
 * promise of one of these. When nobody waits for an item any more, its iterator's `return()` is called. An Observable cannot be
 * told to wait: what it emits meanwhile is kept in the worker. An item that fails ends the stream behind the values that it has
 * given; it is tried again (`retries`) only while none of them has been emitted. With `settle: true`, the stream carries the
 * notifications of each item.
 *
 * @example
 * ```ts
 * import { lastValueFrom, range, toArray } from 'rxjs';
 * import { poolMergeMap } from 'rxjs-pool';
 *
 * function* divisors(n: number) {
 *   for (let i = 1; i <= n; i++) if (n % i === 0) yield i;
 * }
 *
 * const all = await lastValueFrom(range(1, 6).pipe(poolMergeMap(divisors), toArray()));
 * console.log(all.toSorted().join(' ')); // prints 1 1 1 1 1 1 2 2 2 3 3 4 5 6
 * ```
 *
 * @param fn - The function, called in a worker as `fn(item, index)`.
 * @param chunksizeOrOptions - Items per chunk, or options.
 * @returns An operator that emits the values; with `settle: true`, notifications.
 * @throws TypeError or RangeError for a wrong argument, before anything runs. The stream errors with what `fn` throws, with a
 * `TypeError` if it returns a plain value, and with the other errors of this package.
 */
export function poolMergeMap<T, O extends ValueSource | PromiseLike<ValueSource>, S extends boolean = false>(
  fn: (item: T, index: number) => O,
  chunksizeOrOptions?: number | (PoolOperatorOptions<NoInfer<T>> & { settle?: S }),
): OperatorFunction<T, Emission<ValueOf<O>, S>> {
  const kind = {
    action: 'create poolMergeMap',
    ordering: 'as-ready',
    spread: false,
    givesMany: true,
  } as const;
  return poolOperator(kind, fn, chunksizeOrOptions);
}
