import { ByteBound } from './byte-bound.js';
import { Iteration } from './iteration.js';
import { Streams } from './streams.js';

/** Gives what few jobs need; `P` is its type as the caller knows it. */
export function loadRareParts<P>(): P | Promise<P> {
  return { ByteBound, Iteration, Streams } as P;
}

/** They are there. */
export function provideRareParts(_parts: unknown): void {
  // Only pages load them late.
}
