import { inject } from '@angular/core';
import type { Pool } from '../pool/pool.js';
import { POOL } from './pool-token.js';

/**
 * The pool of the nearest `providePool`, else one that the application has without.
 *
 * @example
 * ```ts no-run
 * import { poolImapUnordered, type Pool } from 'rxjs-pool';
 * import { injectPool } from 'rxjs-pool/angular';
 * import { range, type Observable } from 'rxjs';
 *
 * export class Squares {
 *   readonly #pool: Pool = injectPool();
 *
 *   readonly squares$: Observable<number> = range(0, 100).pipe(
 *     poolImapUnordered((x) => x * x, { pool: this.#pool }),
 *   );
 * }
 * ```
 *
 * @returns The pool. Closed with its injector: there is nothing to clean up.
 * @throws Error outside of an injection context.
 */
export function injectPool(): Pool {
  return inject(POOL);
}
