import type { OperatorFunction } from 'rxjs';
import type { Outcome } from '../pool/outcome.js';
import type { SpreadFunction } from '../pool/spread-function.js';
import { poolOperator, type PoolOperatorOptions } from './pool-operator.js';

/**
 * Maps the items in parallel, each item's members as the arguments, and emits each result in the order of the items.
 *
 * `poolImap` for functions of several arguments: calls `fn(...item)`.
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { poolIstarmap } from 'rxjs-pool';
 *
 * from([[2, 3], [3, 2]] as const)
 *   .pipe(poolIstarmap((base, n) => base ** n))
 *   .subscribe((power) => console.log(power));
 * // prints 8
 * // prints 9
 * ```
 *
 * @param fn - The function, called in a worker as `fn(...item)`; a promise it returns is awaited there.
 * @param chunksizeOrOptions - Items per chunk, or options.
 * @returns An operator that emits the results; with `settle: true`, the outcomes.
 * @throws TypeError or RangeError for a wrong argument, before anything runs. The stream errors with what `fn` throws,
 * with `UnshippableFunctionError` if `fn` cannot travel, and with the other errors of this package.
 */
export function poolIstarmap<A extends readonly unknown[], R = never, S extends boolean = false, P = R>(
  fn: SpreadFunction<A, R, P>,
  chunksizeOrOptions?: number | (PoolOperatorOptions<NoInfer<A | Readonly<A>>> & { settle?: S }),
): OperatorFunction<A | Readonly<A>, Outcome<Awaited<R | P>, S>> {
  const kind = { action: 'create poolIstarmap', ordering: 'in-order', spread: true } as const;
  return poolOperator(kind, fn, chunksizeOrOptions);
}
