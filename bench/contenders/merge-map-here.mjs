import { from, lastValueFrom, mergeMap, tap } from 'rxjs';

/** How many items wait at once. */
export const AT_ONCE = 100;

/**
 * Squares after 10 ms.
 *
 * @param {number} x
 */
export const squareLater = async (x) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return x * x;
};

/**
 * Items that wait here, without a pool.
 *
 * @type {import('../contenders.mjs').Start}
 */
export function start() {
  return {
    async run({ items }, tally) {
      const results = from(/** @type {number[]} */ (items)).pipe(mergeMap(squareLater, AT_ONCE));
      await lastValueFrom(results.pipe(tap((result) => tally.add(result))));
    },
    async stop() {},
  };
}
