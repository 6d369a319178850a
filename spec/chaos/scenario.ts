import * as fc from 'fast-check';
import { items, MOST_RETRIES, UNEVENTFUL, withoutEndless } from './fates.js';
import { givesMany, METHODS, type Method } from './methods.js';
import type { JobPlan, Runtime, Scenario } from './plan.js';

const time = fc.integer({ min: 0, max: 400 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Random jobs. */
function jobs(runtime: Runtime): fc.Arbitrary<JobPlan> {
  return fc
    .record({
      method: fc.constantFrom(...(Object.keys(METHODS) as Method[])),
      at: time,
      items: items(runtime),
      source: fc.constantFrom('pull', 'async pull', 'push'),
      sourceFails: fc.constantFrom(false, false, false, true),
      chunksize: fc.oneof(
        fc.constant(undefined),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 100 }),
      ),
      settle: fc.constantFrom(true, true, false),
      concurrency: fc.constantFrom(1, 1, 1, 2, 5),
      retries: fc.integer({ min: 0, max: MOST_RETRIES }),
      timeout: fc.constantFrom(Infinity, 200, 400),
      grace: fc.constantFrom(0, 0, 100),
      slack: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined, freq: 2 }),
      bufferbytes: fc.constantFrom(undefined, undefined, 1, 20_000),
      linger: fc.constantFrom(Infinity, Infinity, 0, 5),
      onUnsubscribe: fc.constantFrom('finish', 'kill'),
      hears: fc.boolean(),
      leaves: rarely(
        fc.oneof(
          fc.record({ after: fc.integer({ min: 0, max: 40 }) }),
          fc.record({ at: time }),
          fc.record({ abortAt: time }),
          fc.record({ drops: fc.integer({ min: 0, max: 40 }) }),
        ),
      ),
      sharesSignal: fc.constantFrom(true, false, false),
      pace: fc.array(fc.constantFrom(0, 0, 0, 1, 10), { minLength: 1, maxLength: 5 }),
    })
    .map(({ slack, ...plan }) => ({
      ...plan,
      buffersize: slack === undefined ? undefined : (plan.chunksize ?? 1) + slack,
    }))
    .map(restrict);
}

/** Takes away what a method does not have, and what would never end. */
function restrict(plan: JobPlan): JobPlan {
  const { face, gives } = METHODS[plan.method];
  const base: JobPlan =
    gives === 'one'
      ? {
          ...plan,
          items: plan.items.length > 0 ? plan.items.slice(0, 1) : [UNEVENTFUL],
          sourceFails: false,
          settle: false,
          concurrency: 1,
          retries: 0,
          timeout: Infinity,
          linger: Infinity,
          leaves: undefined,
          sharesSignal: false,
        }
      : plan;
  const left = face === 'promise' && base.leaves && !('abortAt' in base.leaves) ? undefined : base.leaves;
  const leaves = left && 'drops' in left && face !== 'iterator' ? { after: left.drops } : left;
  return {
    ...base,
    leaves,
    // A promise's items are there at once.
    source:
      face === 'promise'
        ? 'pull'
        : face === 'iterator' && base.source === 'push'
          ? 'async pull'
          : base.source,
    items: base.timeout < Infinity ? base.items : base.items.map(withoutEndless),
  };
}

/** Takes away what a pool refuses whose workers leave after some items. */
function restrictIn(maxtasksperchild: number, plan: JobPlan): JobPlan {
  const isRefused =
    maxtasksperchild < Infinity && givesMany(plan.method) && METHODS[plan.method].gives === 'in order';
  return isRefused ? { ...plan, retries: 0, concurrency: 1 } : plan;
}

/** Random scenarios on a runtime. */
export function scenarios(runtime: Runtime): fc.Arbitrary<Scenario> {
  return fc
    .record({
      runtime: fc.constant(runtime),
      processes: fc.integer({ min: 1, max: 3 }),
      maxtasksperchild: fc.constantFrom(Infinity, Infinity, Infinity, 30, 300),
      jobs: fc.array(jobs(runtime), { minLength: 1, maxLength: 16, size: 'max' }),
      kills: fc.array(
        fc.record({ at: fc.integer({ min: 0, max: 600 }), which: fc.integer({ min: 0, max: 1_000_000 }) }),
        // A third in a row, before any is ready, would mean that workers cannot start at all.
        { maxLength: 2, size: 'max' },
      ),
      stops: fc.array(
        fc.record({
          at: fc.integer({ min: 0, max: 600 }),
          which: fc.integer({ min: 0, max: 1_000_000 }),
          ms: fc.constantFrom(1, 50, 300, 1500),
        }),
        { maxLength: runtime === 'child_process' ? 2 : 0, size: 'max' },
      ),
      abortAt: rarely(time),
      ending: rarely(
        fc.record({ does: fc.constantFrom('close', 'terminate'), at: fc.integer({ min: 0, max: 800 }) }),
      ),
    })
    .map((scenario) => ({
      ...scenario,
      jobs: scenario.jobs.map((plan) => restrictIn(scenario.maxtasksperchild, plan)),
    }));
}
