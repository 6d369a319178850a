import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leftovers, wrongOutcomes, wrongRuns } from './model.js';
import { runScenario, type Happening } from './run-scenario.js';
import { scenarios, type CallPlan, type Scenario } from './scenario.js';

// `npm run fuzz -- --minutes 10` looks for longer.
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 5);

/** Searches for a scenario that breaks a rule; returns a report of it, or undefined if time runs out first. */
async function search(
  differences: (scenario: Scenario, happening: Happening) => readonly string[],
  arbitrary = scenarios,
  examples: readonly Scenario[] = [],
): Promise<string | undefined> {
  const property = fc.asyncProperty(arbitrary, async (scenario) => {
    const found = differences(scenario, await runScenario(scenario));
    if (found.length > 0) throw new Error(found.join('; '));
  });
  const details = await fc.check(property, {
    numRuns: 10_000_000,
    examples: examples.map((example) => [example]),
    plugins: [fc.interruptAfterTimeLimit(SECONDS * 1000, { failOnInterrupt: false })],
    ...(process.env['FUZZ_SEED'] && { seed: Number(process.env['FUZZ_SEED']) }),
  });
  return details.failed ? fc.defaultReportMessage(details) : undefined;
}

const lone = (at: number, fn: number): CallPlan => ({
  at,
  items: [{ duration: 1, fate: 'returns' }],
  chunksize: 1,
  retries: 0,
  timeout: Infinity,
  concurrency: 1,
  grace: 0,
  fn,
  abort: undefined,
});

/** An item that was recalled from one worker and passed to the other for ever, as the way there took so long. */
const passedOnForEver: Scenario = {
  processes: 2,
  isShared: true,
  workers: 'busy',
  maxtasksperchild: Infinity,
  hasFinalizer: false,
  startUp: 1,
  latency: 12,
  imports: [1500, 0, 0],
  calls: [lone(0, 0), lone(31, 1)],
  blockers: [],
  deaths: [],
  stops: [],
  end: undefined,
};

/** An item that waited for a worker that leaves after an endless item, when the other worker was ready again. */
const leftWithOneThatLeaves: Scenario = {
  ...passedOnForEver,
  isShared: false,
  workers: 'session',
  maxtasksperchild: 3,
  startUp: 400,
  imports: [0, 0, 0],
  calls: [
    { ...lone(229, 0), items: [{ duration: 0, fate: 'returns' }], concurrency: 2 },
    { ...lone(0, 0), items: [1, 0.2, 2].map((duration) => ({ duration, fate: 'returns' })) },
    { ...lone(0, 0), items: [{ duration: 0.2, fate: 'returns' }], concurrency: 2 },
  ],
  blockers: [52],
};

/** Tells whether workers have died. */
function dead({ record }: Happening): string[] {
  const deaths = [...record.deaths.values()].reduce((sum, count) => sum + count, record.idleDeaths);
  return deaths > 0 ? [`${deaths} workers died`] : [];
}

/** Lists the items that ran far beyond their timeout and still gave a result. */
function missedTimeouts({ calls }: Scenario, { ends }: Happening): string[] {
  return calls.flatMap(({ items, timeout }, call) => {
    const end = ends[call];
    if (end?.type !== 'outcomes') return [];
    return end.outcomes
      .filter(({ status, index }) => status === 'fulfilled' && (items[index]?.duration ?? 0) > timeout + 100)
      .map(({ index }) => `item ${call}.${index} ran beyond its timeout, and still gave a result`);
  });
}

describe('workers in virtual time', { timeout: SECONDS * 1000 + 60_000 }, () => {
  it('are done in the end, with every call settled and nobody at work', async () => {
    const other: Scenario = { ...passedOnForEver, workers: 'session' };
    const examples = [passedOnForEver, other, leftWithOneThatLeaves];
    expect(await search(leftovers, scenarios, examples)).toBeUndefined();
  });

  it('give each item the outcome of its own run', async () => {
    expect(await search(wrongOutcomes)).toBeUndefined();
  });

  it('run nothing again that was reported, and no attempt too many', async () => {
    expect(await search(wrongRuns)).toBeUndefined();
  });

  it('live where every item returns within its grace', async () => {
    const graceful = scenarios.map((scenario) => ({
      ...scenario,
      blockers: [],
      deaths: [],
      stops: [],
      end: undefined,
      maxtasksperchild: Infinity,
      calls: scenario.calls.map((call) => ({
        ...call,
        grace: 60_000,
        items: call.items.map(({ duration }) => ({ duration, fate: 'returns' as const })),
      })),
    }));
    const differences = (scenario: Scenario, happening: Happening): string[] => [
      ...dead(happening),
      ...leftovers(scenario, happening),
      ...wrongOutcomes(scenario, happening),
      ...missedTimeouts(scenario, happening),
    ];
    expect(await search(differences, graceful)).toBeUndefined();
  });

  it('run every item once, where no worker dies and nobody gives up', async () => {
    const peaceful = scenarios.map((scenario) => ({
      ...scenario,
      blockers: [],
      deaths: [],
      end: undefined,
      calls: scenario.calls.map((call) => ({
        ...call,
        retries: 0,
        timeout: Infinity,
        abort: undefined,
        items: call.items.map(({ duration, fate }) => ({
          duration,
          fate: fate === 'throws' ? ('throws' as const) : ('returns' as const),
        })),
      })),
    }));
    const repeated = ({ calls }: Scenario, { record }: Happening): string[] => {
      const missing = calls.reduce((sum, { items }) => sum + items.length, 0) - record.begun.size;
      const runs = [...record.begun].filter(([, count]) => count !== 1).map(([run]) => run);
      return missing === 0 ? runs : [...runs, `${missing} items did not run`];
    };
    expect(await search(repeated, peaceful)).toBeUndefined();
  });
});
