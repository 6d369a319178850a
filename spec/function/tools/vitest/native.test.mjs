import { Pool } from 'rxjs-pool';
import { expect, test } from 'vitest';
import { allCases } from '../../corpus/all-cases.mjs';
import { checkCase } from '../../corpus/check-case.mjs';

test('functions work as Node imports them', async () => {
  const pool = new Pool({ processes: 1 });
  const differences = [];
  for (const one of allCases()) {
    const difference = await checkCase(one, pool);
    if (difference) differences.push(`${one.name}: ${difference}`);
  }
  await pool.terminate();
  expect(differences).toEqual([]);
});
