import { Pool } from 'rxjs-pool';

/**
 * Single calls of this package.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const pool = new Pool(workers);
  return {
    call: ({ fn }, args) => pool.apply(fn, args),
    stop: () => pool.terminate(),
  };
}
