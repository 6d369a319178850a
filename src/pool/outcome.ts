import type { Settled } from '../job/settled.js';

/** What an item gives: its result, or with `settle: true` its `Settled` outcome. */
export type Outcome<R, S extends boolean> = S extends true ? Settled<R> : R;
