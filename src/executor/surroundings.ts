import type { PoolObserver } from './observer.js';

/** What a pool has of the program around it. */
export interface Surroundings {
  /** Keeps the asynchronous context of now: what the returned function calls, it calls there. */
  keepContext(): <R>(work: () => R) => R;
  /** Who observes the pool by a channel of the platform; asked for once for each batch. */
  observer(): PoolObserver | undefined;
}
