import type { ApplyOptions } from './apply-options.js';

/** The rest of `Pool.apply`'s parameters: `args` may be left out only where the function needs none. */
export type ApplyArguments<A extends readonly unknown[]> = [] extends A
  ? [args?: A, options?: ApplyOptions<A>]
  : [args: A, options?: ApplyOptions<A>];
