import * as fc from 'fast-check';

/** What an attempt at an item does, after `duration` frames. */
export interface Attempt {
  readonly duration: number;
  readonly fate: 'returns' | 'throws' | 'crashes';
}

/** A source, a job on it and what befalls it: all that decides what comes out, and when. */
export interface Scenario {
  readonly operator: 'poolMap' | 'poolImap' | 'poolImapUnordered';
  /** Items, each with the frames since the one before and what its attempts do. */
  readonly items: ReadonlyArray<{ readonly gap: number; readonly attempts: readonly Attempt[] }>;
  readonly ending: { readonly type: 'complete' | 'error'; readonly gap: number };
  readonly processes: number;
  readonly chunksize: number | undefined;
  readonly settle: boolean;
  readonly retries: number;
  readonly timeout: number;
  readonly grace: number;
  readonly linger: number;
  /** `pull`: read on demand with this buffersize, and gaps do not count. */
  readonly pull: { readonly buffersize: number } | undefined;
  /** Work that goes to a worker at once; more than 0 lets several chunks travel together. */
  readonly messageTime: number;
  /** Frame in which the subscriber leaves, and what becomes of what runs then. */
  readonly leave: { readonly frame: number; readonly mode: 'finish' | 'kill' } | undefined;
}

const MOST_RETRIES = 2;

const frames = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 50_000 }) },
  // Simultaneous events; their order within a frame is nobody's promise, so that only outcomes are compared.
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) },
);

const attempt: fc.Arbitrary<Attempt> = fc.record({
  duration: frames,
  fate: fc.oneof(
    { weight: 10, arbitrary: fc.constant('returns' as const) },
    { weight: 1, arbitrary: fc.constant('throws' as const) },
    { weight: 1, arbitrary: fc.constant('crashes' as const) },
  ),
});

/** Random scenarios in which the subscriber stays to the end. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    operator: fc.constantFrom('poolMap', 'poolImap', 'poolImapUnordered'),
    items: fc.array(
      fc.record({
        gap: frames,
        attempts: fc.array(attempt, { minLength: MOST_RETRIES + 1, maxLength: MOST_RETRIES + 1 }),
      }),
      { maxLength: 40 },
    ),
    ending: fc.record({ type: fc.constantFrom('complete', 'complete', 'error'), gap: frames }),
    processes: fc.integer({ min: 1, max: 4 }),
    chunksize: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    settle: fc.boolean(),
    retries: fc.integer({ min: 0, max: MOST_RETRIES }),
    timeout: fc.constantFrom(Infinity, Infinity, 40_000),
    grace: fc.constantFrom(0, 0, 5000, 20_000, Infinity),
    linger: fc.constantFrom(Infinity, Infinity, 0, 20_000),
    messageTime: fc.constantFrom(0, 0, 1, 100_000),
    slack: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
  })
  .map(({ slack, ...scenario }) => ({
    ...scenario,
    leave: undefined,
    pull: slack === undefined ? undefined : { buffersize: (scenario.chunksize ?? 1) + slack },
  }));

/** Random scenarios in which the subscriber leaves, mostly before the end. */
export const leavingScenarios: fc.Arbitrary<Scenario> = fc
  .record({
    scenario: scenarios,
    leave: fc.record({
      frame: fc.integer({ min: 0, max: 300_000 }),
      mode: fc.constantFrom('finish', 'kill'),
    }),
  })
  .map(({ scenario, leave }) => ({ ...scenario, leave }));
