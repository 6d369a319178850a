import type { OperatorFunction } from 'rxjs';
import type { Outcome } from '../pool/outcome.js';
import type { PoolFunction } from '../pool/pool-function.js';
import { poolOperator, type PoolOperatorOptions } from './pool-operator.js';

/**
 * Maps the items in parallel and emits each result in the order of the items.
 *
 *     source   abc-------|
 *     call:a   -----(A|)
 *     call:b   --(B|)
 *     call:c   ------(C|)
 *     busy:a   ^----!
 *     busy:b   -^-!
 *     busy:c   ---^-----!
 *     result   -----(AB)C|
 *
 * A result waits until all before it have been emitted. An item that fails ends the stream after the results before
 * it, and what has not run is dropped; with `settle: true` it is emitted like the others.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { poolImap } from 'rxjs-pool';
 *
 * of(3, 2, 1)
 *   .pipe(poolImap((x) => x * x))
 *   .subscribe((square) => console.log(square));
 * // prints 9
 * // prints 4
 * // prints 1
 * ```
 *
 * @param fn - The function, called in a worker as `fn(item, index)`; a promise it returns is awaited there.
 * @param chunksizeOrOptions - Items per chunk, or options.
 * @returns An operator that emits the results; with `settle: true`, the outcomes.
 * @throws TypeError or RangeError for a wrong argument, before anything runs. The stream errors with what `fn` throws,
 * with `UnshippableFunctionError` if `fn` cannot travel, and with the other errors of this package.
 */
export function poolImap<T, R = never, S extends boolean = false, P = R>(
  fn: PoolFunction<T, R, P>,
  chunksizeOrOptions?: number | (PoolOperatorOptions<NoInfer<T>> & { settle?: S }),
): OperatorFunction<T, Outcome<Awaited<R | P>, S>> {
  const kind = { action: 'create poolImap', ordering: 'in-order', spread: false } as const;
  return poolOperator(kind, fn, chunksizeOrOptions);
}
