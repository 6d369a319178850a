/** Which run of which item an error comes from. */
export interface TaskInfo {
  /** Position of the item in its source, from 0. */
  readonly index: number;
  /** How often the item had been tried before. */
  readonly attempt: number;
  /** Which of the pool's workers ran it, from 1. */
  readonly workerId: number;
  /** Paths of the properties of what was thrown that were left behind, as they cannot be copied. */
  readonly omitted: readonly string[];
}

const infos = new WeakMap<object, TaskInfo>();

/** Remembers where an error comes from. A thrown primitive cannot be told from others, so it is not remembered. */
export function noteTaskInfo(error: unknown, info: TaskInfo): void {
  if (typeof error === 'object' && error !== null) infos.set(error, info);
}

/**
 * Tells which item an error comes from that a pool operator or a method of `Pool` failed with.
 *
 * @example
 * ```ts
 * import { getTaskInfo, Pool } from 'rxjs-pool';
 *
 * await using pool = new Pool(2);
 * const fussy = (x: number) => {
 *   if (x === 30) throw new RangeError('not this one');
 *   return x;
 * };
 * await pool.map(fussy, [10, 20, 30]).catch((error) => console.log(getTaskInfo(error)?.index)); // prints 2
 * ```
 *
 * @param error - What the call failed with.
 * @returns Where it comes from, or `undefined` for an error that is no item's, and for a thrown primitive.
 */
export function getTaskInfo(error: unknown): TaskInfo | undefined {
  return typeof error === 'object' && error !== null ? infos.get(error) : undefined;
}
