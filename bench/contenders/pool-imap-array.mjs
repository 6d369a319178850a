import { from } from 'rxjs';
import { Pool, poolImap } from 'rxjs-pool';

/**
 * Many values of each item, in one array.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const pool = new Pool(workers);
  return {
    run: ({ items }, tally) =>
      new Promise((resolve, reject) => {
        from(/** @type {number[]} */ (items))
          .pipe(poolImap(rowsAtOnce, { pool }))
          .subscribe({ next: (rows) => tally.addAll(rows), error: reject, complete: resolve });
      }),
    stop: () => pool.terminate(),
  };
}

/**
 * What `manyRows` yields.
 *
 * @param {number} count
 */
function rowsAtOnce(count) {
  return Array.from({ length: count }, (_, id) => ({ id, name: `row ${id % 977}`, total: id % 100 }));
}
