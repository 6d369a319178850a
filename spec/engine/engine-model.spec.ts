import * as fc from 'fast-check';
import type { Settled } from 'rxjs-pool';
import type { ItemRun } from 'rxjs-pool/testing';
import { describe, expect, it } from 'vitest';
import { runScenario, SOURCE_ERROR, type Happening } from './run-scenario.js';
import { leavingScenarios, scenarios, type Scenario } from './scenario.js';
import {
  nameError,
  nameOutcome,
  possibleErrors,
  sequentialModel,
  type ItemOutcome,
} from './sequential-model.js';
import { timeModel, type ForeseenRun } from './time-model.js';

// `npm run fuzz -- --minutes 10` looks for longer.
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 2);

function check(property: (scenario: Scenario) => void, arbitrary = scenarios): void {
  fc.assert(fc.property(arbitrary, property), {
    numRuns: 10_000_000,
    plugins: [fc.interruptAfterTimeLimit(SECONDS * 1000, { failOnInterrupt: false })],
    ...(process.env['FUZZ_SEED'] && { seed: Number(process.env['FUZZ_SEED']) }),
  });
}

describe('the engine in virtual time', { timeout: SECONDS * 1000 + 20_000 }, () => {
  it('gives the outcomes of a plain loop over the items', () => {
    check((scenario) => {
      const outcomes = sequentialModel(scenario);
      const happening = runScenario(scenario);
      expect(happening.ending, 'the stream ends').toBeDefined();
      if (scenario.operator === 'poolMap') checkMap(scenario, outcomes, happening);
      else checkStream(scenario, outcomes, happening);
    });
  });

  it('runs each attempt once, in the order of the items, on one of its workers', () => {
    check((scenario) => {
      const { runs } = runScenario(scenario);
      checkAttempts(runs, scenario);
      checkWorkers(runs, scenario);
    });
  });

  it('takes no more from a pull source than buffersize items ahead of what is delivered', () => {
    check((scenario) => {
      if (!scenario.pull || scenario.operator === 'poolMap') return;
      const { mostUndelivered, returns, ending } = runScenario(scenario);
      expect(mostUndelivered).toBeLessThanOrEqual(scenario.pull.buffersize);
      expect(returns).toBeLessThanOrEqual(1);
      if (ending?.error === undefined) expect(returns).toBe(0);
    });
  });

  it('starts nothing and emits nothing once the subscriber has left', () => {
    check((scenario) => {
      const { frame = 0, mode } = scenario.leave ?? {};
      const { runs, emissions, idle, returns } = runScenario(scenario);
      for (const run of runs) {
        expect(run.from).toBeLessThanOrEqual(frame);
        if (mode === 'kill') expect(run.to).toBeLessThanOrEqual(frame + scenario.grace);
      }
      for (const emission of emissions) expect(emission.frame).toBeLessThanOrEqual(frame);
      expect(returns).toBeLessThanOrEqual(1);
      expect(idle).toBe(scenario.processes);
    }, leavingScenarios);
  });

  it('runs and emits everything in the frame in which a plain simulation foresees it', () => {
    let compared = 0;
    check((scenario) => {
      const outcomes = sequentialModel(scenario);
      const endsEarly = !scenario.settle && outcomes.some(({ status }) => status === 'rejected');
      const dropsItems = scenario.operator === 'poolMap' && scenario.ending.type === 'error';
      if (scenario.pull || endsEarly || dropsItems || scenario.messageTime > 0) return;
      const foreseen = timeModel(scenario);
      if (!foreseen) return;
      compared++;
      const { emissions, ending, runs } = runScenario(scenario);
      const actual = runs.map(({ index, attempt, from, to = Infinity }) => ({
        item: index,
        attempt,
        from,
        to,
      }));
      const byTime = (one: ForeseenRun, other: ForeseenRun): number =>
        one.from - other.from || one.item - other.item;
      expect(actual.toSorted(byTime)).toEqual(foreseen.toSorted(byTime));

      const ready = outcomes.map(({ index }) =>
        Math.max(...foreseen.filter(({ item }) => item === index).map(({ to }) => to)),
      );
      const sourceEnd = scenario.items.reduce((sum, { gap }) => sum + gap, 0) + scenario.ending.gap;
      const last = Math.max(sourceEnd, ...ready);
      expect(ending?.frame).toBe(last);
      const frames = emissions.map(({ frame }) => frame);
      if (scenario.operator === 'poolMap') expect(frames).toEqual([last]);
      else if (scenario.operator === 'poolImapUnordered') {
        expect(frames).toEqual(ready.toSorted((one, other) => one - other));
      } else expect(frames).toEqual(ready.map((_, at) => Math.max(...ready.slice(0, at + 1))));
    });
    expect(compared, 'scenarios that could be compared').toBeGreaterThan(0);
  });
});

function name(value: unknown, settle: boolean): string {
  if (!settle) return String(value);
  const settled = value as Settled<string>;
  return settled.status === 'fulfilled' ? settled.value : nameError(settled.reason);
}

function checkMap(
  scenario: Scenario,
  outcomes: readonly ItemOutcome[],
  { emissions, ending }: Happening,
): void {
  const errors = possibleErrors(scenario, outcomes);
  if (errors.length > 0) {
    expect(emissions).toEqual([]);
    expect(errors).toContain(nameError(ending?.error));
    return;
  }
  expect(ending?.error).toBeUndefined();
  expect(emissions).toHaveLength(1);
  const values = emissions[0]?.value as unknown[];
  expect(values.map((value) => name(value, scenario.settle))).toEqual(outcomes.map(nameOutcome));
}

function checkStream(
  scenario: Scenario,
  outcomes: readonly ItemOutcome[],
  { emissions, ending }: Happening,
): void {
  const emitted = emissions.map(({ value }) => name(value, scenario.settle));
  const firstFailure = scenario.settle ? -1 : outcomes.findIndex(({ status }) => status === 'rejected');
  if (firstFailure < 0) {
    const all = outcomes.map(nameOutcome);
    const isOrdered = scenario.operator === 'poolImap';
    expect(isOrdered ? emitted : emitted.toSorted()).toEqual(isOrdered ? all : all.toSorted());
    expect(ending?.error).toBe(scenario.ending.type === 'error' ? SOURCE_ERROR : undefined);
    return;
  }
  if (scenario.operator === 'poolImap') {
    expect(emitted).toEqual(outcomes.slice(0, firstFailure).map(nameOutcome));
    expect(nameError(ending?.error)).toBe(nameOutcome(outcomes[firstFailure] as ItemOutcome));
    return;
  }
  expect(new Set(emitted).size).toBe(emitted.length);
  expect(outcomes.filter(({ status }) => status === 'fulfilled').map(nameOutcome)).toEqual(
    expect.arrayContaining(emitted),
  );
  const ofItems = possibleErrors(scenario, outcomes).filter((error) => error !== SOURCE_ERROR);
  expect(ofItems).toContain(nameError(ending?.error));
}

function checkAttempts(runs: readonly ItemRun[], scenario: Scenario): void {
  const { retries, chunksize, operator, messageTime } = scenario;
  const attempts = new Map<unknown, number>();
  const begun: number[] = [];
  for (const { item, attempt } of runs) {
    expect(attempt).toBe(attempts.get(item) ?? 0);
    attempts.set(item, attempt + 1);
    if (attempt === 0) begun.push(item as number);
  }
  for (const count of attempts.values()) expect(count).toBeLessThanOrEqual(retries + 1);
  // Chunks begin in the order of the source, unless several are on their way together.
  const size = chunksize ?? (operator === 'poolMap' ? undefined : 1);
  if (size === 1 && messageTime === 0) expect(begun).toEqual(begun.toSorted((one, other) => one - other));
}

function checkWorkers(runs: readonly ItemRun[], { processes }: Scenario): void {
  for (const run of runs) {
    expect(run.workerId).toBeGreaterThanOrEqual(1);
    expect(run.workerId).toBeLessThanOrEqual(processes);
  }
  for (let workerId = 1; workerId <= processes; workerId++) {
    const own = runs.filter((run) => run.workerId === workerId);
    own.slice(1).forEach(({ from }, at) => expect(from).toBeGreaterThanOrEqual(own[at]?.to ?? Infinity));
  }
}
