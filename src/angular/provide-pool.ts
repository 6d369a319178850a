import type { FactoryProvider } from '@angular/core';
import type { PoolOptions } from '../pool/pool-options.js';
import { createPool } from './create-pool.js';
import { POOL } from './pool-token.js';

/**
 * Gives an application, a route or a component a pool of its own, for `injectPool`.
 *
 * It is made when it is first asked for, and closed with its injector: calls that have begun run to their end. On the
 * server everything runs in the one thread that there is, and the options have no effect.
 *
 * @example
 * ```ts no-run
 * import type { ApplicationConfig } from '@angular/core';
 * import { providePool } from 'rxjs-pool/angular';
 *
 * declare const Worker: new (url: URL, options: { type: 'module' }) => import('rxjs-pool').WebWorker;
 *
 * export const appConfig: ApplicationConfig = {
 *   providers: [
 *     providePool({ worker: () => new Worker(new URL('./pool.worker', import.meta.url), { type: 'module' }) }),
 *   ],
 * };
 * ```
 *
 * @param options - Those of `new Pool()`.
 * @returns A provider, for the `providers` of any of them.
 */
export function providePool(options?: PoolOptions): FactoryProvider {
  return { provide: POOL, useFactory: () => createPool(options) };
}
