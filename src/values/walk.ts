import { NativeMap, NativeSet } from '../intrinsics.js';
import { addTo, clearMap, clearSet, setIn } from './collections.js';
import { Identities } from './identities.js';
import { isPart } from './is-part.js';
import { nameStep, type Step } from './path.js';
import { Obstacle, Refusal } from './refusal.js';

/** A copy whose parts are still those of the original. */
interface Unfinished {
  readonly copy: object;
  /** Where it stands. */
  readonly owner: Unfinished | undefined;
  readonly step: Step;
}

/**
 * Goes through a value and its parts, each once: what is one object stays one, and what leads back to itself does so in
 * the copy. Parts are copied in turn, not from within each other, so that a value may be deep.
 */
export class Walk {
  readonly #copyOf: (value: object) => object;
  readonly #copies = new Identities();
  #unfinished: Unfinished[] = [];
  /** Where the part stands that is copied now. */
  #owner: Unfinished | undefined;
  #step: Step = '';

  /** @param copyOf - Copies what an object is; its parts may be left to `later`. */
  constructor(copyOf: (value: object) => object) {
    this.#copyOf = copyOf;
  }

  /** True for the value itself, which is no part of another. */
  get isAtRoot(): boolean {
    return this.#owner === undefined;
  }

  /**
   * Copies a value with all its parts.
   *
   * @throws Obstacle if no copy can be made.
   */
  copy(value: object): unknown {
    try {
      const copy = this.part(value);
      this.#finish();
      return copy;
    } catch (thrown) {
      throw this.#obstacle(thrown);
    } finally {
      if (this.#owner || this.#copies.size > 0) this.#reset();
    }
  }

  #reset(): void {
    this.#copies.forget(0);
    this.#unfinished = [];
    this.#owner = undefined;
    this.#step = '';
  }

  /**
   * Copies a part that may stay behind.
   *
   * @param check - Throws if the copy is of no use.
   * @throws Obstacle if no copy can be made; its path begins at the part.
   */
  try(value: unknown, check: (copy: unknown) => void): unknown {
    const known = this.#copies.size;
    const [unfinished, owner, step] = [this.#unfinished, this.#owner, this.#step];
    this.#unfinished = [];
    this.#owner = { copy: {}, owner: undefined, step: '' };
    this.#step = '';
    try {
      const copy = this.part(value);
      this.#finish();
      this.#owner = undefined;
      check(copy);
      return copy;
    } catch (thrown) {
      this.#copies.forget(known);
      throw this.#obstacle(thrown);
    } finally {
      this.#unfinished = unfinished;
      this.#owner = owner;
      this.#step = step;
    }
  }

  /** Copies a part; its own parts follow. */
  part(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'function' || typeof value === 'symbol') throw new Refusal(value);
      return value;
    }
    const known = this.#copies.find(value);
    if (known) return known;
    const copy = this.#copyOf(value);
    if (this.#owner || this.#unfinished.length > 0) this.#copies.add(value, copy);
    return copy;
  }

  /** The copy of an object, if it was made. */
  find(original: object): object | undefined {
    return this.#copies.find(original);
  }

  /** Notes a copy before its parts are copied. */
  note<T extends object>(original: object, copy: T): T {
    this.#copies.add(original, copy);
    return copy;
  }

  /** Has the parts of a copy, which are still those of the original, copied in their turn. */
  later<T extends object>(copy: T): T {
    this.#unfinished.push({ copy, owner: this.#owner, step: this.#step });
    return copy;
  }

  /** Does what stands at a step from here. */
  at<R>(step: Step, work: () => R): R {
    const [owner, before] = [this.#owner, this.#step];
    this.#owner = { copy: {}, owner, step: before };
    this.#step = step;
    const done = work();
    this.#owner = owner;
    this.#step = before;
    return done;
  }

  #finish(): void {
    const unfinished = this.#unfinished;
    // A list hands on what is added while it is walked.
    for (const next of unfinished) {
      this.#owner = next;
      const { copy } = next;
      if (copy instanceof NativeMap) this.#finishMap(copy);
      else if (copy instanceof NativeSet) this.#finishSet(copy);
      else this.#finishMembers(copy as Record<string, unknown>);
    }
  }

  #finishMembers(copy: Record<string, unknown>): void {
    for (const key of Object.keys(copy)) {
      const value = copy[key];
      if (!isPart(value)) continue;
      this.#step = key;
      // It has the property already, so that this holds for `__proto__` as well.
      copy[key] = this.part(value);
    }
  }

  #finishMap(copy: Map<unknown, unknown>): void {
    const entries = [...copy];
    clearMap(copy);
    let at = 0;
    for (const [key, value] of entries) {
      this.#step = { keyAt: at++ };
      const copied = this.part(key);
      this.#step = { valueAtKey: key };
      setIn(copy, copied, this.part(value));
    }
  }

  #finishSet(copy: Set<unknown>): void {
    const values = [...copy];
    clearSet(copy);
    let at = 0;
    for (const value of values) {
      this.#step = { valueAt: at++ };
      addTo(copy, this.part(value));
    }
  }

  #obstacle(thrown: unknown): Obstacle {
    const refusal = thrown instanceof Refusal ? thrown : new Refusal(thrown, { cause: thrown });
    let path = '';
    let step = this.#step;
    for (let owner = this.#owner; owner; owner = owner.owner) {
      path = nameStep(owner.copy, step) + path;
      step = owner.step;
    }
    return new Obstacle(path, refusal);
  }
}
