import * as fc from 'fast-check';

/** An item's behaviour in each of its runs. It acts after `duration` ms. */
export interface ItemPlan {
  readonly duration: number;
  readonly fate: 'returns' | 'throws' | 'crashes' | 'never ends' | 'leaves an error behind';
}

/** A call with its items, and what befalls it. */
export interface CallPlan {
  /** When it is made, in ms. */
  readonly at: number;
  readonly items: readonly ItemPlan[];
  readonly chunksize: number;
  readonly retries: number;
  readonly timeout: number;
  readonly concurrency: number;
  readonly grace: number;
  /** Which of the functions it calls: each takes its time to be imported once in each worker. */
  readonly fn: number;
  /** When its caller gives it up, in ms after it was made, and how. */
  readonly abort: { readonly after: number; readonly mode: 'finish' | 'kill' } | undefined;
}

/** All that decides what a pool of virtual workers does. */
export interface Scenario {
  readonly processes: number;
  /** `true`: threads, which share memory with the pool. `false`: processes, which can only be sent messages. */
  readonly isShared: boolean;
  /** `session`: workers run the package's own session. `busy`: they run items without a pause and hear no message meanwhile. */
  readonly workers: 'session' | 'busy';
  readonly maxtasksperchild: number;
  readonly hasFinalizer: boolean;
  readonly startUp: number;
  /** Ms that a message takes. */
  readonly latency: number;
  /** Ms that each function takes to be imported. */
  readonly imports: readonly number[];
  readonly calls: readonly CallPlan[];
  /** When items come that never end, each in a call of its own: they leave at least one worker to the others. */
  readonly blockers: readonly number[];
  /** Deaths from outside: at a time, of the worker in a slot. */
  readonly deaths: ReadonlyArray<{ readonly at: number; readonly slot: number }>;
  /** Stops from outside, for some ms, of the worker in a slot: only of processes. */
  readonly stops: ReadonlyArray<{ readonly at: number; readonly slot: number; readonly ms: number }>;
  readonly end: { readonly at: number; readonly how: 'close' | 'terminate' } | undefined;
}

const FUNCTIONS = 3;

const duration = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 0.01, 0.2, 1) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 3000 }) },
);

const item: fc.Arbitrary<ItemPlan> = fc.record({
  duration,
  fate: fc.oneof(
    { weight: 20, arbitrary: fc.constant('returns' as const) },
    { weight: 2, arbitrary: fc.constant('throws' as const) },
    { weight: 1, arbitrary: fc.constant('crashes' as const) },
    { weight: 1, arbitrary: fc.constant('leaves an error behind' as const) },
  ),
});

const call: fc.Arbitrary<CallPlan> = fc
  .record({
    at: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
    items: fc.oneof(
      { weight: 3, arbitrary: fc.array(item, { minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.array(item, { minLength: 1, maxLength: 12 }) },
    ),
    chunksize: fc.integer({ min: 1, max: 4 }),
    retries: fc.integer({ min: 0, max: 2 }),
    timeout: fc.constantFrom(Infinity, Infinity, Infinity, 100, 500),
    concurrency: fc.constantFrom(1, 1, 1, 2, 5),
    grace: fc.constantFrom(0, 0, 50, 3000),
    fn: fc.integer({ min: 0, max: FUNCTIONS - 1 }),
    abort: fc.option(
      fc.record({ after: fc.integer({ min: 0, max: 600 }), mode: fc.constantFrom('finish', 'kill') }),
      { nil: undefined, freq: 6 },
    ),
  })
  .chain((plan) =>
    // Only a timeout ends what never ends.
    fc.record({ isEndless: fc.nat({ max: 9 }), which: fc.nat({ max: 11 }) }).map(({ isEndless, which }) => ({
      ...plan,
      items: plan.items.map((one, at) =>
        isEndless === 0 && plan.timeout < Infinity && at === which
          ? { ...one, fate: 'never ends' as const }
          : one,
      ),
    })),
  );

const random = fc.record({
  processes: fc.integer({ min: 1, max: 3 }),
  isShared: fc.boolean(),
  workers: fc.constantFrom('session', 'busy'),
  maxtasksperchild: fc.oneof(
    { weight: 3, arbitrary: fc.constant(Infinity) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) },
  ),
  hasFinalizer: fc.boolean(),
  startUp: fc.constantFrom(1, 30, 400),
  latency: fc.constantFrom(0, 0.05, 3, 12),
  imports: fc.array(fc.constantFrom(0, 2, 40, 1500), { minLength: FUNCTIONS, maxLength: FUNCTIONS }),
  calls: fc.array(call, { minLength: 1, maxLength: 8 }),
  blockers: fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 2 }),
  deaths: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({ at: fc.integer({ min: 0, max: 800 }), slot: fc.integer({ min: 1, max: 3 }) }),
        { maxLength: 4 },
      ),
    },
  ),
  stops: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({
          at: fc.integer({ min: 0, max: 800 }),
          slot: fc.integer({ min: 1, max: 3 }),
          ms: fc.constantFrom(1, 150, 250, 900, 5000),
        }),
        { maxLength: 4 },
      ),
    },
  ),
  end: fc.option(
    fc.record({ at: fc.integer({ min: 0, max: 1500 }), how: fc.constantFrom('close', 'terminate') }),
    { nil: undefined, freq: 3 },
  ),
});

/** Random scenarios. */
export const scenarios: fc.Arbitrary<Scenario> = random.map((scenario) => ({
  ...scenario,
  // A pool that is closed would wait for them.
  blockers: scenario.end ? [] : scenario.blockers.slice(0, scenario.processes - 1),
  calls: scenario.calls.map((plan) => ({
    ...plan,
    // More would be refused.
    concurrency: scenario.maxtasksperchild === 1 ? 1 : plan.concurrency,
  })),
}));
