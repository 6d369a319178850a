import { Pool, type PoolOptions } from 'rxjs-pool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allCases } from './corpus/all-cases.mjs';
import { checkCase } from './corpus/check-case.mjs';
import { runCorpus } from './run-corpus.js';

const RUNTIMES = ['worker_threads', 'child_process'] as const;

describe.each(RUNTIMES)('the corpus of functions, %s', (runtime) => {
  it('travels as expected from a plain program', async () => {
    const { cases, differences } = await runCorpus(process.execPath, runtime);
    expect(differences).toEqual([]);
    expect(cases).toBeGreaterThanOrEqual(80);
  });

  describe('as vitest transforms it', () => {
    let pool: Pool;
    beforeAll(() => {
      pool = new Pool({ processes: 1, runtime } satisfies PoolOptions);
    });
    afterAll(() => pool.terminate());

    const cases = allCases().filter(
      (one) => (one.runtime ?? runtime) === runtime && one.transformed !== false,
    );
    it.each(cases)('carries or refuses $name', async (testCase) => {
      expect(await checkCase(testCase, pool)).toBeUndefined();
    });
  });
});
