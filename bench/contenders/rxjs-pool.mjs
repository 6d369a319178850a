import { from } from 'rxjs';
import { Pool, poolFrom } from 'rxjs-pool';
import { move as moveOut } from 'rxjs-pool/tasks';
import { tasks } from '../tasks.mjs';

const { stamp } = tasks;
/** @param {Uint8Array} bytes */
const stampAndMove = (bytes) => moveOut(stamp(bytes));

/**
 * Makes the `start` of a contender that is an operator of this package.
 *
 * @param {typeof import('rxjs-pool').poolImap} operator
 * @param {(pool: Pool) => unknown} [prepare]
 * @returns {import('../contenders.mjs').Start}
 */
export const startWith = (operator, prepare) => (workers) => {
  const pool = new Pool(workers);
  prepare?.(pool);
  return {
    run: ({ fn, items, chunksize, move, moveBack }, tally) =>
      new Promise((resolve, reject) => {
        const source = Array.isArray(items) ? from(items) : poolFrom(items);
        source
          .pipe(
            operator(moveBack ? stampAndMove : fn, {
              pool,
              chunksize,
              ...(move && { transfer: ({ buffer }) => [buffer] }),
            }),
          )
          .subscribe({ next: (result) => tally.add(result), error: reject, complete: resolve });
      }),
    stop: () => pool.terminate(),
  };
};
