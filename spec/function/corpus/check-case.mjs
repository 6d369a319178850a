import { inspect, isDeepStrictEqual } from 'node:util';
import { explainFunction, UnshippableFunctionError } from 'rxjs-pool';

/**
 * Runs one function of the corpus on a pool, and tells what is not as expected.
 *
 * @param {import('./case.mjs').Case} testCase
 * @param {import('rxjs-pool').Pool} pool
 * @returns {Promise<string | undefined>}
 */
export async function checkCase(testCase, pool) {
  const { fn, args = [5], refused, throws, result } = testCase;
  const outcome = await pool.apply(fn, args).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if (refused) {
    const names = outcome.error instanceof UnshippableFunctionError && outcome.error.names;
    return difference('names', names || outcome, refused);
  }
  if (throws !== undefined) return difference('error', outcome.error?.message ?? outcome, throws);
  return difference('result', outcome, { value: result });
}

/**
 * Tells whether a function of the corpus travels by the expected way.
 *
 * @param {import('./case.mjs').Case} testCase
 * @returns {Promise<string | undefined>}
 */
export async function checkWay({ fn, way = 'refused' }) {
  const explanation = await explainFunction(fn);
  return difference('way', explanation.way, way);
}

function difference(what, found, expected) {
  if (isDeepStrictEqual(found, expected)) return undefined;
  return `${what}: ${inspect(found, { depth: 5 })} instead of ${inspect(expected, { depth: 5 })}`;
}
