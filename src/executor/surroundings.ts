import type { Executor } from './executor.js';
import type { Observers } from './observers.js';

/** What a pool has of the program around it. */
export interface Surroundings {
  /** Keeps the asynchronous context of now: what the returned function calls, it calls there. */
  keepContext(): <R>(work: () => R) => R;
  /** Observes the pool for channels of the platform; missing where there are none. */
  observers?(executor: Executor): Pick<Observers, keyof Observers>;
}
