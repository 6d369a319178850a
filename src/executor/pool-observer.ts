import type { PoolEvent } from './pool-event.js';

/** Hears what happens in a pool. Nothing of what it is told is made while nobody listens. */
export type PoolObserver = (event: PoolEvent) => void;
