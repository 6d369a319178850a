import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend.js';
import { sharedPool, terminatedAfterEach } from '../conformance.js';
import { calls } from '../docs/option-calls.js';
import { callCells, cellsOf } from '../docs/option-tables.js';
import { expectCell } from '../docs/option-trials.js';
import { probes } from '../helpers.js';
import { workerBackends } from './worker-backends.js';

describe.each(workerBackends)('what the guide says of options over a queue', (backend) => {
  const pool = sharedPool(() => backend.create({ processes: 1 }));
  const owned = terminatedAfterEach();
  const probe = probes();

  /** One call of each column in which the option works elsewhere; a queue refuses those that give many values. */
  const cases = cellsOf('queue').flatMap((cell) =>
    Object.entries(calls).flatMap(([column, [call]]) => {
      const { says } = callCells.find((one) => one.option === cell.option && one.column === column) ?? {};
      const isKnown = says === 'works' && !column.includes('oncatMap');
      return isKnown && call ? [{ ...cell, call, name: call.name }] : [];
    }),
  );

  it.each(cases)('$option: $says, $name', async ({ call, ...cell }) => {
    const create: Backend['create'] = (options) => owned(backend.create({ processes: 1, ...options }));
    await expectCell(cell, { backend, call, traces: probe(), pool: pool(), create });
  });

  it.each(calls['poolConcatMap…, concatMap…'] ?? [])('$name is refused', ({ name, begin }) => {
    expect(() => begin(pool(), (x: number) => [x], [1])).toThrow(
      new RegExp(`^Cannot .*${name}: a queue has one result for each item`),
    );
  });
});
