/** How far a stream of items has come. */
export interface Progress {
  /** Items that have passed; with `reports`, also the parts of those that run. It never falls. */
  readonly done: number;
  /** Items that there will be, if that is known. */
  readonly total: number | undefined;
  /** Time since the subscription, in ms. */
  readonly elapsed: number;
  /** Items per second, on average since the subscription; 0 before the first. */
  readonly rate: number;
  /** Items that are still to come, if `total` is known. */
  readonly left: number | undefined;
  /** Time until the last of them at this rate, in ms; undefined if nothing tells. */
  readonly eta: number | undefined;
}
