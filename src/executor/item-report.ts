/**
 * A value that a mapped function passed to `report(value)`, and the item that it was running for.
 *
 * @example
 * ```ts
 * import { Pool, type ItemReport } from 'rxjs-pool';
 *
 * const onReport = ({ index, value }: ItemReport) => console.log(index, value);
 * const halve = async (x: number) => {
 *   const { report } = await import('rxjs-pool/tasks');
 *   report('half way');
 *   return x / 2;
 * };
 * await using pool = new Pool(1);
 * console.log(await pool.map(halve, [8], { onReport }));
 * // prints 0 half way
 * // prints [ 4 ]
 * ```
 */
export interface ItemReport {
  /** Position of the item in its source, from 0. */
  readonly index: number;
  /** Earlier attempts of the item: 0 in the first. */
  readonly attempt: number;
  /** The reported value, as a copy. */
  readonly value: unknown;
}
