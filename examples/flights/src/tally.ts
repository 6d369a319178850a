/**
 * Counts how often each whole number of a range occurs, and knows their quantiles.
 *
 * Delays are whole minutes of a day or so: counting a draw of 166,000 flights in one small table takes a fraction of
 * the time that copying and sorting it would, and needs no memory per draw.
 */
export class Tally {
  readonly #smallest: number;
  readonly #counts: Uint32Array;
  #total = 0;

  constructor(smallest: number, largest: number) {
    this.#smallest = smallest;
    this.#counts = new Uint32Array(largest - smallest + 1);
  }

  add(value: number): void {
    const at = value - this.#smallest;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total += 1;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /** Interpolates between the two nearest values, as `quantile` of d3-array does. */
  quantile(p: number): number {
    const rank = (this.#total - 1) * p;
    const below = this.#valueAt(Math.floor(rank));
    const above = this.#valueAt(Math.ceil(rank));
    return below + (above - below) * (rank - Math.floor(rank));
  }

  /** The value at a place, from 0, among all values in order. */
  #valueAt(place: number): number {
    let seen = 0;
    return this.#smallest + this.#counts.findIndex((count) => (seen += count) > place);
  }
}
