import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { differences } from './model.js';
import { play } from './play.js';
import type { Scenario } from './plan.js';
import { scenarios } from './scenario.js';

// `npm run chaos -- --minutes 10` goes on for longer.
const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 20);
const RUNTIMES = ['worker_threads', 'child_process'] as const;
const SEED = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

// Each runtime gets its share.
const SHARE = (SECONDS * 1000) / RUNTIMES.length;

describe('a pool in chaos', { timeout: SHARE + 120_000 }, () => {
  // Processes that die of an error or of a signal say so there.
  beforeAll(() => void vi.spyOn(process.stderr, 'write').mockReturnValue(true));
  afterAll(() => vi.restoreAllMocks());

  it.each(RUNTIMES)('gives what a plain loop over the items gives, %s', async (runtime) => {
    const start = performance.now();
    let seed = SEED;
    do {
      const [scenario] = fc.sample(scenarios(runtime), { seed, numRuns: 1 });
      const found = scenario ? await difference(scenario) : 'no scenario';
      expect(found && `${found}\nagain: npm run chaos -- --seed ${seed}`).toBe('');
      seed++;
    } while (performance.now() - start < SHARE);
  });
});

/** Plays a scenario, and says in what it differs from the model. */
async function difference(scenario: Scenario): Promise<string> {
  try {
    return differences(scenario, await play(scenario)).join('\n');
  } catch (error) {
    return String(error);
  }
}
