import { OwnMap } from '../intrinsics.js';

/** Objects up to which a list is searched: that is faster than to give each a hash. */
const SHORT = 12;

/** Copies by their originals, in the order in which they were made. */
export class Identities {
  readonly #originals: object[] = [];
  readonly #copies: object[] = [];
  /** Where each original stands, once they are many. */
  #places: Map<object, number> | undefined;

  get size(): number {
    return this.#originals.length;
  }

  find(original: object): object | undefined {
    const at = this.#places ? this.#places.get(original) : this.#originals.indexOf(original);
    return at === undefined || at < 0 ? undefined : this.#copies[at];
  }

  add(original: object, copy: object): void {
    const at = this.#originals.push(original) - 1;
    this.#copies.push(copy);
    if (this.#places) this.#places.set(original, at);
    else if (at >= SHORT) this.#places = new OwnMap(this.#originals.map((one, place) => [one, place]));
  }

  /** Forgets all that was added since there were so many. */
  forget(size: number): void {
    const gone = this.#originals.splice(size);
    this.#copies.length = size;
    if (size === 0) this.#places = undefined;
    else for (const original of gone) this.#places?.delete(original);
  }
}
