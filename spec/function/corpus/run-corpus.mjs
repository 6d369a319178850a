/**
 * Sends every function of the corpus to a worker, and prints as JSON how many there are and what is not as expected.
 *
 * `node run-corpus.mjs --runtime worker_threads`
 */

import { parseArgs } from 'node:util';
import { Pool } from 'rxjs-pool';
import { allCases } from './all-cases.mjs';
import { checkCase, checkWay } from './check-case.mjs';

const { values } = parseArgs({ options: { runtime: { type: 'string', default: 'worker_threads' } } });
const { runtime } = values;

const k = 3;
// Importing this file in a worker would start all of it again: what it exports is not taken from there.
export const exportedByEntry = (x) => x + k;

const cases = [
  ...allCases(),
  { name: 'a function of the entry file', fn: (x) => x * k, way: 'closure', result: 15 },
  { name: 'an export of the entry file', fn: exportedByEntry, way: 'closure', result: 8 },
].filter((one) => one.runtime === undefined || one.runtime === runtime);

const pool = new Pool({ processes: 1, runtime });
const differences = [];
for (const one of cases) {
  const found = [await checkCase(one, pool), await checkWay(one)].filter(Boolean);
  if (found.length > 0) differences.push({ name: one.name, found });
}
await pool.terminate();
process.stdout.write(JSON.stringify({ cases: cases.length, differences }, undefined, 2));
