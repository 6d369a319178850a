import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { sharedPool, terminatedAfterEach } from '../conformance.js';
import { calls } from '../docs/option-calls.js';
import { callCells, cellsOf } from '../docs/option-tables.js';
import { expectCell } from '../docs/option-trials.js';
import { byFactor } from '../fixtures/tasks.js';
import { probes, rejection, within } from '../helpers.js';
import { workerBackends } from './worker-backends.js';

describe.each(workerBackends)('what the guide says of options in browsers', (backend) => {
  const pool = sharedPool(() => backend.create({ processes: 1 }));
  const owned = terminatedAfterEach();
  const probe = probes();

  /** One call of each column in which the option works elsewhere. */
  const cases = cellsOf('browser workers').flatMap((cell) =>
    Object.entries(calls).flatMap(([column, [call]]) => {
      const { says } = callCells.find((one) => one.option === cell.option && one.column === column) ?? {};
      return says === 'works' && call ? [{ ...cell, call, name: call.name }] : [];
    }),
  );

  it.each(cases)('$option: $says, $name', async ({ call, ...cell }) => {
    const create: Backend['create'] = (options) => owned(backend.create({ processes: 1, ...options }));
    await expectCell(cell, { backend, call, traces: probe(), pool: pool(), create });
  });

  it('a pool that has not run anything refuses what its workers cannot do after the call', async () => {
    const one = owned(backend.create({ processes: 1, maxtasksperchild: 1 }));
    const message = /^RangeError: Cannot map: concurrency must be 1 in a pool with maxtasksperchild: 1/;
    const options = { concurrency: 2 };
    expect(String(await rejection(one.map(byFactor, [1], options)))).toMatch(message);
    expect(await within(one.map(byFactor, [1]))).toEqual([10]);
    expect(() => one.map(byFactor, [1], options)).toThrow('Cannot map: concurrency must be 1');
  });
});
