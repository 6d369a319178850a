/** One run of one item. */
export interface ItemInsight {
  /** Position of the item in its source, from 0. */
  readonly index: number;
  /** How often it had been tried before. */
  readonly attempt: number;
  /** Name of the function; '' if it has none. */
  readonly name: string;
  /** Which worker ran it, from 1. */
  readonly workerId: number;
  /** How long that took, in ms, without what it had to wait until more of its values were taken. */
  readonly duration: number;
}
