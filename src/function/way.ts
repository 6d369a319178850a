import type { ClassTable } from '../values/class-table.js';
import type { Travel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';

/** The parts of a pool that matter to a function which is to travel. */
export interface PoolContext {
  /** Its own functions, which may share variables with that. */
  readonly hooks: readonly AnyFunction[];
  /** The classes that it and its workers know. */
  readonly classes: ClassTable;
}

/** One way by which functions travel: how `fn` goes by it, or undefined if it cannot. */
export type Way = (
  fn: AnyFunction,
  context: PoolContext,
) => Travel | Reading | undefined | Promise<Travel | undefined>;

/** How a function travels as it reads now. */
export interface Reading {
  readonly travel: Travel;
  /** True as long as it certainly reads as it did. */
  isCurrent(): boolean;
  /** Reads it once more; without it, another way may be found. */
  readonly again?: (context: PoolContext) => Reading;
}
