import type { MapOptions } from './map-options.js';

/**
 * Options of `Pool.apply` and `Pool.applyAsync`. `transfer` gets the array of arguments.
 *
 * @example
 * ```ts
 * import { type ApplyOptions, Pool } from 'rxjs-pool';
 *
 * await using pool = new Pool(1);
 * const options: ApplyOptions<[number]> = { timeout: 5000, retries: 2 };
 * console.log(await pool.apply((x: number) => x * x, [3], options)); // prints 9
 * ```
 */
export type ApplyOptions<A extends readonly unknown[] = never> = Pick<
  MapOptions<A>,
  'timeout' | 'grace' | 'retries' | 'onUnsubscribe' | 'transfer' | 'signal' | 'onReport'
>;
