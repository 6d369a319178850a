/**
 * What a mapped function has told of its item by `report(value)`.
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
  /** How often the item was tried before. */
  readonly attempt: number;
  /** What the function has reported, as a copy. */
  readonly value: unknown;
}
