import type { OperatorFunction } from 'rxjs';
import type { Outcome } from '../pool/outcome.js';
import type { PoolFunction } from '../pool/pool-function.js';
import { poolOperator, type PoolOperatorOptions } from './pool-operator.js';

/**
 * Maps the items in parallel and emits each result as soon as it is ready.
 *
 *     source   abc-------|
 *     call:a   -----(A|)
 *     call:b   --(B|)
 *     call:c   ------(C|)
 *     busy:a   ^----!
 *     busy:b   -^-!
 *     busy:c   ---^-----!
 *     result   ---B-A---C|
 *
 * No result waits for another: the fastest way through. An item that fails ends the stream, and what has not run is
 * dropped; with `settle: true` it is emitted like the others.
 *
 * @example
 * ```ts
 * import { lastValueFrom, range, reduce } from 'rxjs';
 * import { poolImapUnordered } from 'rxjs-pool';
 *
 * const sum = await lastValueFrom(range(1, 100).pipe(poolImapUnordered((x) => x * x, 10), reduce((a, b) => a + b)));
 * console.log(sum); // prints 338350
 * ```
 *
 * @param fn - The function, called in a worker as `fn(item, index)`; a promise it returns is awaited there.
 * @param chunksizeOrOptions - Items per chunk, or options.
 * @returns An operator that emits the results; with `settle: true`, the outcomes.
 * @throws TypeError or RangeError for a wrong argument, before anything runs. The stream errors with what `fn` throws,
 * with `UnshippableFunctionError` if `fn` cannot travel, and with the other errors of this package.
 */
export function poolImapUnordered<T, R = never, S extends boolean = false, P = R>(
  fn: PoolFunction<T, R, P>,
  chunksizeOrOptions?: number | (PoolOperatorOptions<NoInfer<T>> & { settle?: S }),
): OperatorFunction<T, Outcome<Awaited<R | P>, S>> {
  const kind = { action: 'create poolImapUnordered', ordering: 'as-ready', spread: false } as const;
  return poolOperator(kind, fn, chunksizeOrOptions);
}
