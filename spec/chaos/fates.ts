import * as fc from 'fast-check';
import type { Fate } from '../fixtures/suffer.js';
import type { ItemPlan, Runtime } from './plan.js';

export const MOST_RETRIES = 2;

/** The longest that a worker lives on with a fault in it, in ms. */
export const LONGEST_FUSE = 30;

/** Fates that kill their worker at once. */
export const DEADLY: ReadonlySet<Fate['does']> = new Set([
  'exits',
  'is killed',
  'aborts',
  'runs out of memory',
]);

/** Fates that return, and kill their worker later, whatever it runs then. */
export const DELAYED: ReadonlySet<Fate['does']> = new Set(['exits later', 'throws later', 'rejects later']);

/** Fates that only a timeout can end. */
export const ENDLESS: ReadonlySet<Fate['does']> = new Set([
  'never resolves',
  'never returns',
  'returns a getter that loops',
  'returns when it is late',
]);

/** Fates that keep their worker from running anything else. */
export const BLOCKING: ReadonlySet<Fate['does']> = new Set([
  'never returns',
  'returns a getter that loops',
  'runs out of memory',
]);

/** Fates that end with a result. */
export const RETURNING: ReadonlySet<Fate['does']> = new Set([
  'returns',
  'returns much',
  'imports for long',
  'breaks globals',
  ...DELAYED,
]);

/** Fates that fail by their result: the values before it are given. */
export const BAD_RESULTS: ReadonlySet<Fate['does']> = new Set([
  'returns a function',
  'returns a getter that throws',
  'returns a getter that loops',
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

/** An item that nothing befalls. */
export const UNEVENTFUL: ItemPlan = {
  fates: Array.from({ length: MOST_RETRIES + 1 }, () => ({
    does: 'returns',
    waits: false,
    ms: 0,
    fuse: 0,
    form: 'array',
    values: 0,
    reports: 0,
  })),
  isCloneable: true,
  ballast: 0,
};

/** Random fates; the more `returns` weighs, the fewer of them fail. */
function fates(runtime: Runtime, returns: number): fc.Arbitrary<Fate> {
  return fc.record({
    does: fc.oneof(
      { weight: returns, arbitrary: fc.constant('returns' as const) },
      { weight: 5, arbitrary: fc.constantFrom(...HARMLESS) },
      { weight: 2, arbitrary: fc.constantFrom(...DEADLY_BY_RUNTIME[runtime]) },
      { weight: 1, arbitrary: fc.constantFrom(...(ENDLESS as Set<Fate['does']>)) },
      { weight: 1, arbitrary: fc.constantFrom(...(DELAYED as Set<Fate['does']>)) },
    ),
    waits: fc.boolean(),
    ms: fc.constantFrom(0, 0, 0, 1, 4),
    fuse: fc.integer({ min: 0, max: LONGEST_FUSE }),
    form: fc.constantFrom('array', 'generator', 'generator'),
    values: fc.constantFrom(0, 0, 0, 1, 2, 12),
    reports: fc.constantFrom(0, 0, 1, 3),
  });
}

/** Random items of one job. */
export function items(runtime: Runtime): fc.Arbitrary<ItemPlan[]> {
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

/** The item without what would never end. */
export function withoutEndless({ fates: before, ...item }: ItemPlan): ItemPlan {
  return {
    ...item,
    fates: before.map((fate) => (ENDLESS.has(fate.does) ? { ...fate, does: 'throws' } : fate)),
  };
}
