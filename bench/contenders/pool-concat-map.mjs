import { from } from 'rxjs';
import { Pool, poolConcatMap } from 'rxjs-pool';

/** How long an item goes on after its first value, in ms: longer than values wait to travel together. */
const GOES_ON = 20;

/**
 * Many values of each item, and the first value of one that goes on.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start(workers) {
  const pool = new Pool(workers);
  return {
    run: ({ fn, items }, tally) =>
      new Promise((resolve, reject) => {
        from(items)
          .pipe(poolConcatMap(/** @type {(count: number) => Iterable<unknown>} */ (fn), { pool }))
          .subscribe({ next: (row) => tally.add(row), error: reject, complete: resolve });
      }),
    call: async (_work, [a, b]) => {
      const values = pool.concatMap(addAndGoOn, [{ a, b, ms: GOES_ON }]);
      const { value } = await values.next();
      // It goes on to its end meanwhile.
      void values.next();
      return value;
    },
    stop: () => pool.terminate(),
  };
}

/** @param {{ a: number, b: number, ms: number }} item */
function* addAndGoOn({ a, b, ms }) {
  yield a + b;
  const end = performance.now() + ms;
  while (performance.now() < end);
}
