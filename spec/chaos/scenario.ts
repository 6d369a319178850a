import * as fc from 'fast-check';
import type { Fate } from '../fixtures/suffer.js';

export type Runtime = 'worker_threads' | 'child_process';

/** How each method and operator gives its results, and where its items come from. */
export const METHODS = {
  poolMap: { face: 'operator', gives: 'array', spreads: false },
  poolStarmap: { face: 'operator', gives: 'array', spreads: true },
  poolImap: { face: 'operator', gives: 'in order', spreads: false },
  poolImapUnordered: { face: 'operator', gives: 'as ready', spreads: false },
  poolIstarmap: { face: 'operator', gives: 'in order', spreads: true },
  poolIstarmapUnordered: { face: 'operator', gives: 'as ready', spreads: true },
  apply: { face: 'promise', gives: 'one', spreads: true },
  applyAsync: { face: 'promise', gives: 'one', spreads: true },
  map: { face: 'promise', gives: 'array', spreads: false },
  mapAsync: { face: 'promise', gives: 'array', spreads: false },
  starmap: { face: 'promise', gives: 'array', spreads: true },
  starmapAsync: { face: 'promise', gives: 'array', spreads: true },
  imap: { face: 'iterator', gives: 'in order', spreads: false },
  imapUnordered: { face: 'iterator', gives: 'as ready', spreads: false },
  istarmap: { face: 'iterator', gives: 'in order', spreads: true },
  istarmapUnordered: { face: 'iterator', gives: 'as ready', spreads: true },
} as const;

export type Method = keyof typeof METHODS;

/** An item, and what befalls it. */
export interface ItemPlan {
  readonly fates: readonly Fate[];
  readonly isCloneable: boolean;
  /** Bytes that it carries. */
  readonly ballast: number;
}

/** A job, and what its caller does. Times are ms from the start of the scenario. */
export interface JobPlan {
  readonly method: Method;
  readonly at: number;
  readonly items: readonly ItemPlan[];
  /** `pull` and `async pull` are read on demand where that can be, `push` comes by itself. */
  readonly source: 'pull' | 'async pull' | 'push';
  /** The source fails instead of ending. */
  readonly sourceFails: boolean;
  readonly chunksize: number | undefined;
  readonly settle: boolean;
  readonly retries: number;
  readonly timeout: number;
  /** ms. */
  readonly grace: number;
  readonly buffersize: number | undefined;
  readonly linger: number;
  readonly onUnsubscribe: 'finish' | 'kill';
  /** The caller leaves after so many results, or at a time, or has a signal aborted then. */
  readonly leaves:
    | { readonly after: number }
    | { readonly at: number }
    | { readonly abortAt: number }
    /** Its iterator is dropped after so many results: nobody says that nobody reads it any more. */
    | { readonly drops: number }
    | undefined;
  /** It has the signal that several jobs share. */
  readonly sharesSignal: boolean;
  /** ms that a reader waits before each result; used over and over. */
  readonly pace: readonly number[];
}

/** Everything that happens to one pool. */
export interface Scenario {
  readonly runtime: Runtime;
  readonly processes: number;
  readonly maxtasksperchild: number;
  readonly jobs: readonly JobPlan[];
  /** Workers that are killed from outside: when, and which of those that live. */
  readonly kills: ReadonlyArray<{ readonly at: number; readonly which: number }>;
  /** Processes that are stopped from outside: when, which of those that live, and for how many ms. */
  readonly stops: ReadonlyArray<{ readonly at: number; readonly which: number; readonly ms: number }>;
  /** When the signal that jobs share is aborted. */
  readonly abortAt: number | undefined;
  /** The pool is closed or terminated while its jobs run, or after them. */
  readonly ending: { readonly does: 'close' | 'terminate'; readonly at: number } | undefined;
}

const MOST_RETRIES = 2;

const UNEVENTFUL: ItemPlan = {
  fates: Array.from({ length: MOST_RETRIES + 1 }, () => ({ does: 'returns', waits: false, ms: 0, fuse: 0 })),
  isCloneable: true,
  ballast: 0,
};

/** The longest that a worker lives on with a fault in it, in ms. */
export const LONGEST_FUSE = 30;

/** What kills its worker at once. */
export const DEADLY: ReadonlySet<Fate['does']> = new Set([
  'exits',
  'is killed',
  'aborts',
  'runs out of memory',
]);

/** What returns, and kills its worker later, whatever that runs then. */
export const DELAYED: ReadonlySet<Fate['does']> = new Set(['exits later', 'throws later', 'rejects later']);

/** What has to be ended by a timeout. */
export const ENDLESS: ReadonlySet<Fate['does']> = new Set([
  'never resolves',
  'never returns',
  'returns a getter that loops',
]);

/** Fates that end with a result. */
export const RETURNING: ReadonlySet<Fate['does']> = new Set([
  'returns',
  'returns much',
  'imports for long',
  'breaks globals',
  ...DELAYED,
]);

const HARMLESS = [
  'throws',
  'throws null',
  'throws a function',
  'returns a function',
  'returns a getter that throws',
  'returns much',
  'imports for long',
  'breaks globals',
  'overflows the stack',
] as const;

/** A thread cannot abort, and a kill would be the end of the whole program. */
const DEADLY_BY_RUNTIME = {
  worker_threads: ['exits', 'exits', 'runs out of memory'],
  child_process: ['exits', 'is killed', 'aborts'],
} as const;

function fates(runtime: Runtime, returns: number): fc.Arbitrary<Fate> {
  return fc.record({
    does: fc.oneof(
      { weight: returns, arbitrary: fc.constant('returns' as const) },
      { weight: 5, arbitrary: fc.constantFrom(...HARMLESS) },
      { weight: 2, arbitrary: fc.constantFrom(...DEADLY_BY_RUNTIME[runtime]) },
      { weight: 1, arbitrary: fc.constantFrom(...ENDLESS) },
      { weight: 1, arbitrary: fc.constantFrom(...DELAYED) },
    ),
    waits: fc.boolean(),
    ms: fc.constantFrom(0, 0, 0, 1, 4),
    fuse: fc.integer({ min: 0, max: LONGEST_FUSE }),
  });
}

function items(runtime: Runtime): fc.Arbitrary<ItemPlan[]> {
  const list = (returns: number, maxLength: number): fc.Arbitrary<ItemPlan[]> =>
    fc.array(
      fc.record({
        fates: fc.array(fates(runtime, returns), {
          minLength: MOST_RETRIES + 1,
          maxLength: MOST_RETRIES + 1,
        }),
        isCloneable: fc.integer({ min: 0, max: 3 * returns }).map((chance) => chance > 0),
        ballast: fc.oneof(
          { weight: 30, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.constantFrom(5000, 400_000) },
        ),
      }),
      { maxLength, size: 'max' },
    );
  // Many items of which few fail, and few of which many do: each death of a worker takes its time.
  return fc.oneof(
    { weight: 3, arbitrary: list(10_000, 300) },
    { weight: 3, arbitrary: list(300, 60) },
    { weight: 1, arbitrary: list(20, 12) },
  );
}

const time = fc.integer({ min: 0, max: 400 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

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
      retries: fc.integer({ min: 0, max: MOST_RETRIES }),
      timeout: fc.constantFrom(Infinity, 200, 400),
      grace: fc.constantFrom(0, 0, 100),
      slack: rarely(fc.integer({ min: 0, max: 10 })),
      linger: fc.constantFrom(Infinity, Infinity, 0, 5),
      onUnsubscribe: fc.constantFrom('finish', 'kill'),
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

function withoutEndless({ fates: before, ...item }: ItemPlan): ItemPlan {
  return {
    ...item,
    fates: before.map((fate) => (ENDLESS.has(fate.does) ? { ...fate, does: 'throws' } : fate)),
  };
}

/** Random scenarios on a runtime. */
export function scenarios(runtime: Runtime): fc.Arbitrary<Scenario> {
  return fc.record({
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
  });
}
