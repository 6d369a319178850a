import type { Onlooker } from './onlooker.js';

/** What a pool has of the program around it. */
export interface Surroundings {
  /** Keeps the asynchronous context of now: what the returned function calls, it calls there. */
  keepContext(): <R>(work: () => R) => R;
  /** Who looks on without having told the pool; asked for once for each message. */
  onlooker(): Onlooker | undefined;
}
