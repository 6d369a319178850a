import {
  PoolClosedError,
  PoolTerminatedError,
  TaskTimeoutError,
  WorkerCrashedError,
  type Settled,
} from '../../dist/index.js';
import type { Happening } from './run-scenario.js';
import type { CallPlan, Scenario } from './scenario.js';

/** Lists what is still open when time has come to an end. */
export function leftovers({ end, calls, blockers }: Scenario, happening: Happening): string[] {
  const { ends, isOver, hasEnded, stats } = happening;
  const found = isOver ? [] : ['time does not come to an end'];
  for (const [call, callEnd] of ends.entries()) if (!callEnd) found.push(`call ${call} is open`);
  if (hasEnded !== (end !== undefined)) found.push(hasEnded ? 'the pool has ended' : 'the pool goes on');
  if (stats.jobs > blockers.length) found.push(`${stats.jobs} jobs are open`);
  const mayStillRun = calls.some(
    ({ abort, items }) => abort && items.some(({ fate }) => fate === 'never ends'),
  );
  if (!mayStillRun && blockers.length === 0 && stats.workers.busy > 0)
    found.push(`${stats.workers.busy} workers are busy`);
  return found;
}

/** Lists the outcomes that the items' own runs do not explain. */
export function wrongOutcomes(scenario: Scenario, happening: Happening): string[] {
  return scenario.calls.flatMap((plan, call) => {
    const callEnd = happening.ends[call];
    if (callEnd?.type !== 'outcomes') return explainsError(scenario, plan, callEnd?.reason, call);
    const indices = callEnd.outcomes.map(({ index }) => index);
    if (indices.join() !== [...plan.items.keys()].join()) return [`call ${call} has items ${indices.join()}`];
    return callEnd.outcomes
      .filter((outcome) => !isExplained(scenario, plan, outcome, call, happening))
      .map(({ index, ...outcome }) => `item ${call}.${index} is ${JSON.stringify(outcome)}`);
  });
}

/** Lists the runs that should not have happened. */
export function wrongRuns({ calls }: Scenario, { record }: Happening): string[] {
  const found = [...record.faults];
  for (const run of record.begun.keys()) {
    const [call = 0, , attempt = 0] = run.split('.').map(Number);
    if (attempt > (calls[call]?.retries ?? 0)) found.push(`${run} is an attempt too many`);
  }
  return found;
}

/** Why a whole call may fail. */
function explainsError(
  { end, deaths }: Scenario,
  { abort, at }: CallPlan,
  reason: unknown,
  call: number,
): string[] {
  const isExplainedError =
    (reason === 'given up' && abort !== undefined) ||
    (reason instanceof PoolTerminatedError && end?.how === 'terminate') ||
    (reason instanceof PoolClosedError && end !== undefined && end.at <= at) ||
    // Three workers in a row that were never ready.
    (String(reason).startsWith('PoolError: Workers cannot start') && deaths.length > 2);
  return isExplainedError ? [] : [`call ${call} fails with ${String(reason)}`];
}

/** True if the plan of an item, and the deaths that it has seen, explain what has become of it. */
function isExplained(
  scenario: Scenario,
  { items, timeout, retries }: CallPlan,
  outcome: Settled<number>,
  call: number,
  { record }: Happening,
): boolean {
  const { index } = outcome;
  const { fate = '', duration = 0 } = items[index] ?? {};
  if (outcome.status === 'fulfilled') {
    return outcome.value === index && (fate === 'returns' || fate === 'leaves an error behind');
  }
  const { reason } = outcome;
  if (reason === `thrown by ${index}`) return fate === 'throws';
  // The pool may count an item as late that takes nearly its whole timeout: a message takes time, too.
  // So does the time for which its worker is stopped.
  const stopped = scenario.stops.reduce((sum, { ms }) => sum + ms, 0);
  const isLate = duration + stopped + 20 > timeout || fate === 'never ends';
  if (reason instanceof TaskTimeoutError) return isLate;
  const died = record.deaths.get(`${call}.${index}`) ?? 0;
  if (!(reason instanceof WorkerCrashedError)) return false;
  if (fate === 'crashes' && died > 0) return true;
  // Each attempt was ended by a death of its own, or three workers in a row died with it before it began.
  const fewest = fate === 'throws' || isLate ? 1 : retries + 1;
  return mayHitInnocents(scenario) && (died >= fewest || record.idleDeaths >= 3);
}

/** Workers may die of something else than the item that they run. */
function mayHitInnocents({ deaths, calls }: Scenario): boolean {
  const leavesErrors = calls.some(({ items }) => items.some(({ fate }) => fate === 'leaves an error behind'));
  return deaths.length > 0 || leavesErrors;
}
