import { from } from 'rxjs';
import { Pool, poolImapUnordered } from 'rxjs-pool';
import { AT_ONCE, squareLater } from './merge-map-here.mjs';

/**
 * Items that wait in a worker.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const pool = new Pool(workers);
  return {
    run: ({ items }, tally) =>
      new Promise((resolve, reject) => {
        from(/** @type {number[]} */ (items))
          .pipe(poolImapUnordered(squareLater, { pool, concurrency: AT_ONCE }))
          .subscribe({ next: (result) => tally.add(result), error: reject, complete: resolve });
      }),
    stop: () => pool.terminate(),
  };
}
