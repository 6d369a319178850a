import type { OperatorFunction } from 'rxjs';
import type { Outcome } from '../pool/outcome.js';
import type { SpreadFunction } from '../pool/spread-function.js';
import { poolOperator, type PoolOperatorOptions } from './pool-operator.js';

/**
 * Maps the items in parallel, each item's members as the arguments, and emits each result as soon as it is ready.
 *
 * `poolImapUnordered` for functions of several arguments: calls `fn(...item)`.
 *
 * @example
 * ```ts
 * import { from, lastValueFrom, reduce } from 'rxjs';
 * import { poolIstarmapUnordered } from 'rxjs-pool';
 *
 * const pairs = [[2, 3], [3, 2]] as const;
 * const sum = await lastValueFrom(
 *   from(pairs).pipe(poolIstarmapUnordered((base, n) => base ** n), reduce((a, b) => a + b)),
 * );
 * console.log(sum); // prints 17
 * ```
 *
 * @param fn - The function, called in a worker as `fn(...item)`; a promise it returns is awaited there.
 * @param chunksizeOrOptions - Items per chunk, or options.
 * @returns An operator that emits the results; with `settle: true`, the outcomes.
 * @throws TypeError or RangeError for a wrong argument, before anything runs. The stream errors with what `fn` throws,
 * with `UnshippableFunctionError` if `fn` cannot travel, and with the other errors of this package.
 */
export function poolIstarmapUnordered<
  A extends readonly unknown[],
  R = never,
  S extends boolean = false,
  P = R,
>(
  fn: SpreadFunction<A, R, P>,
  chunksizeOrOptions?: number | (PoolOperatorOptions<NoInfer<A | Readonly<A>>> & { settle?: S }),
): OperatorFunction<A | Readonly<A>, Outcome<Awaited<R | P>, S>> {
  const kind = { action: 'create poolIstarmapUnordered', ordering: 'as-ready', spread: true } as const;
  return poolOperator(kind, fn, chunksizeOrOptions);
}
