import { Pool } from './pool.js';

let shared: Pool | undefined;

/**
 * The pool that operators use when they are given none: made at its first use, with a worker for each processor.
 *
 * @example
 * ```ts
 * import { getDefaultPool } from 'rxjs-pool';
 *
 * console.log(getDefaultPool() === getDefaultPool()); // prints true
 * ```
 */
export function getDefaultPool(): Pool {
  return (shared ??= new Pool());
}

/**
 * Makes `pool` the one that operators use when they are given none.
 *
 * The one before is left as it is: close it if nobody needs it any more.
 *
 * @param pool - The pool, or `undefined` for a new one at the next use.
 * @throws TypeError if `pool` is not a `Pool`.
 *
 * @example
 * ```ts
 * import { Pool, setDefaultPool } from 'rxjs-pool';
 *
 * setDefaultPool(new Pool(2));
 * ```
 */
export function setDefaultPool(pool: Pool | undefined): void {
  if (pool !== undefined && !(pool instanceof Pool)) {
    throw new TypeError('Cannot set the default pool: pool must be a Pool');
  }
  shared = pool;
}
