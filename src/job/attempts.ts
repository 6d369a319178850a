import type { Chunk, Rejection, Report } from '../executor/executor.js';
import type { Inlet } from './inlet.js';

// A chunk that its worker died with, before it began any of it, is tried again: another item's crash may have
// been the reason. More strikes cost more dead workers when the chunk itself is the reason, fewer would blame
// innocents.
const STRIKES = 3;

/** What of a job runs again: items that failed and have retries left, and those that never ran where they were sent. */
export class Attempts {
  readonly #retries: number;
  readonly #inlet: Inlet;
  /** By index of an item: how often a worker died before it began it. */
  readonly #strikes = new Map<number, number>();
  /** Items from here on cannot matter any more. */
  horizon = Infinity;

  constructor(retries: number, inlet: Inlet) {
    this.#retries = retries;
    this.#inlet = inlet;
  }

  /** Has an item tried once more; false if that is not to be. */
  retry(chunk: Chunk, position: number, { retriable }: Rejection): boolean {
    if (!retriable || chunk.attempt >= this.#retries) return false;
    const items = [chunk.items[position]];
    const first = chunk.first + position;
    this.#inlet.putBack({ call: chunk.call, items, first, attempt: chunk.attempt + 1, unit: 1 });
    return true;
  }

  /** Has the items of a chunk run that did not, from one position to another; the chunk still has its attempt. */
  putBack(chunk: Chunk, from: number, to: number): void {
    const end = Math.min(to, this.horizon - chunk.first);
    if (from >= end) return;
    const items = Array.from({ length: end - from }, (_, at) => chunk.items[from + at]);
    this.#inlet.putBack({ ...chunk, items, first: chunk.first + from });
  }

  /**
   * The same after their worker's death, which one of them may be to blame for.
   *
   * @param fail - Called with that one.
   */
  takeBack(
    chunk: Chunk,
    from: number,
    to: number,
    { culprit, suspicion }: Extract<Report, { type: 'unrun' }>,
    fail: (position: number, rejection: Rejection) => void,
  ): void {
    const strikes = suspicion === undefined ? 0 : this.#strike(chunk.first + from);
    const suspect =
      strikes < STRIKES ? undefined : { offset: 0, rejection: { reason: suspicion, retriable: false } };
    const out = culprit ?? suspect;
    if (!out) {
      // Twice is hardly chance, but any of the items can be the reason: each goes alone from now on.
      const unit = strikes < STRIKES - 1 ? to - from : 1;
      for (let end = to; end > from; end -= unit) this.putBack(chunk, end - unit, end);
      return;
    }
    // What is put back later runs first: so the items before the culprit come last.
    this.putBack(chunk, from + out.offset + 1, to);
    fail(from + out.offset, out.rejection);
    this.putBack(chunk, from, from + out.offset);
  }

  /** Counts how often a worker died before it began this item and those that came with it. */
  #strike(index: number): number {
    const strikes = (this.#strikes.get(index) ?? 0) + 1;
    this.#strikes.set(index, strikes);
    return strikes;
  }
}
