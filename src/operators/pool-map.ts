import type { OperatorFunction } from 'rxjs';
import type { Outcome } from '../pool/outcome.js';
import type { PoolFunction } from '../pool/pool-function.js';
import { poolOperator, type PoolOperatorOptions } from './pool-operator.js';

/**
 * Maps the items in parallel and emits all results as one array, in the order of the items.
 *
 * Like `toArray()` of the mapped source: one emission when the source has completed, `[]` for an empty one. Without
 * `chunksize` the items are collected first and then shared out, about a millisecond of work at a time. The first
 * error that arrives ends the stream, and what has not run is dropped; a source error ends it at once.
 *
 * @example
 * ```ts
 * import { lastValueFrom, of } from 'rxjs';
 * import { poolMap } from 'rxjs-pool';
 *
 * const squares = await lastValueFrom(of(1, 2, 3).pipe(poolMap((x) => x * x)));
 * console.log(squares); // prints [ 1, 4, 9 ]
 * ```
 *
 * @param fn - The function, called in a worker as `fn(item, index)`; a promise it returns is awaited there.
 * @param chunksizeOrOptions - Items per chunk, or options.
 * @returns An operator that emits one array of results; with `settle: true`, of outcomes.
 * @throws TypeError or RangeError for a wrong argument, before anything runs. The stream errors with what `fn` throws,
 * with `UnshippableFunctionError` if `fn` cannot travel, and with the other errors of this package.
 */
export function poolMap<T, R = never, S extends boolean = false, P = R>(
  fn: PoolFunction<T, R, P>,
  chunksizeOrOptions?: number | (PoolOperatorOptions<NoInfer<T>> & { settle?: S }),
): OperatorFunction<T, Outcome<Awaited<R | P>, S>[]> {
  const kind = { action: 'create poolMap', ordering: 'all-at-once', spread: false } as const;
  return poolOperator(kind, fn, chunksizeOrOptions);
}
