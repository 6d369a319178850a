import type { Travel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';

/**
 * One way by which functions travel: how `fn` goes by it, or undefined if it cannot.
 *
 * @param hooks - The pool's own functions, which may share variables with it.
 */
export type Way = (
  fn: AnyFunction,
  hooks: readonly AnyFunction[],
) => Travel | Reading | undefined | Promise<Travel | undefined>;

/** How a function travels as it reads now. */
export interface Reading {
  readonly travel: Travel;
  /** True as long as it certainly reads as it did. */
  isCurrent(): boolean;
  /** Reads it once more; without it, another way may be found. */
  readonly again?: (hooks: readonly AnyFunction[]) => Reading;
}
