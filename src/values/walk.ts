import { NativeMap, NativeSet } from '../intrinsics.js';
import { addTo, clearMap, clearSet, setIn } from './collections.js';
import { Identities } from './identities.js';
import { isPart } from './is-part.js';
import { nameStep, type Step } from './path.js';
import { Obstacle, Refusal } from './refusal.js';
import { OBJECT, weighLeaf } from './weigh-leaf.js';

/**
 * Levels of objects in objects. The main thread of Node reads 1,900 of them before its stack is full, and what it cannot
 * read costs the worker that has sent it.
 */
const DEEPEST = 1500;

/** A copy whose parts are still those of the original, from one of them on. */
interface Frame {
  readonly copy: object;
  /** What is still to be copied: members by their names, keys and values of a map in turn, values of a set. */
  readonly parts: readonly unknown[];
  at: number;
  /** How to get from the copy to the part that is copied now. */
  step: Step;
  /** Of a map: the copy of the last key. */
  key: unknown;
}

/**
 * Goes through a value and its parts, each once and in the order of structured clone: what is one object stays one, and
 * what leads back to itself does so in the copy.
 */
export class Walk {
  /** About how many bytes all has that was ever copied; `copyOf` adds what it copies itself. */
  bytes = 0;
  readonly #copyOf: (value: object) => object;
  readonly #copies = new Identities();
  /** From the value down to the part that is copied now. */
  #frames: Frame[] = [];
  #tries = 0;

  /** @param copyOf - Copies what an object is; its parts may be left to `later`. */
  constructor(copyOf: (value: object) => object) {
    this.#copyOf = copyOf;
  }

  /** True for the value itself, which is no part of another. */
  get isAtRoot(): boolean {
    return this.#frames.length === 0 && this.#tries === 0;
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
      if (this.#copies.size > 0) this.#copies.forget(0);
      this.#frames = [];
    }
  }

  /**
   * Copies a part that may stay behind.
   *
   * @param check - Throws if the copy is of no use.
   * @throws Obstacle if no copy can be made; its path begins at the part.
   */
  try(value: unknown, check: (copy: unknown) => void): unknown {
    const known = this.#copies.size;
    const frames = this.#frames;
    this.#frames = [];
    this.#tries++;
    try {
      const copy = this.part(value);
      this.#finish();
      check(copy);
      return copy;
    } catch (thrown) {
      this.#copies.forget(known);
      throw this.#obstacle(thrown);
    } finally {
      this.#tries--;
      this.#frames = frames;
    }
  }

  /** Copies a part; its own parts follow. */
  part(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'function' || typeof value === 'symbol') throw new Refusal(value);
      this.bytes += weighLeaf(value);
      return value;
    }
    const known = this.#copies.find(value);
    if (known) return known;
    this.bytes += OBJECT;
    const copy = this.#copyOf(value);
    if (!this.isAtRoot) this.#copies.add(value, copy);
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

  /** Has the parts of a copy, which are still those of the original, copied next. */
  later<T extends object>(copy: T): T {
    if (this.#frames.length === DEEPEST) {
      const advice = `it is more than ${DEEPEST} levels deep: send it as a list`;
      throw new Obstacle('', { message: 'a value that is too deep', advice, cause: undefined });
    }
    this.#frames.push({ copy, parts: partsOf(copy), at: 0, step: '', key: undefined });
    return copy;
  }

  #finish(): void {
    for (let frame = this.#frames.at(-1); frame; frame = this.#frames.at(-1)) {
      if (frame.at < frame.parts.length) this.#next(frame);
      else this.#frames.pop();
    }
  }

  /** Copies the next part of a copy that has to be copied. */
  #next(frame: Frame): void {
    const { copy, parts, at } = frame;
    frame.at++;
    if (copy instanceof NativeMap) {
      if (at % 2 === 0) {
        frame.step = { keyAt: at / 2 };
        frame.key = this.part(parts[at]);
      } else {
        frame.step = { valueAtKey: parts[at - 1] };
        setIn(copy, frame.key, this.part(parts[at]));
      }
    } else if (copy instanceof NativeSet) {
      frame.step = { valueAt: at };
      addTo(copy, this.part(parts[at]));
    } else {
      const key = parts[at] as string;
      const members = copy as Record<string, unknown>;
      const value = members[key];
      if (!isPart(value)) return;
      frame.step = key;
      // It has the property already, so that this holds for `__proto__` as well.
      members[key] = this.part(value);
    }
  }

  #obstacle(thrown: unknown): Obstacle {
    if (thrown instanceof Obstacle) return thrown;
    const refusal = thrown instanceof Refusal ? thrown : new Refusal(thrown, { cause: thrown });
    const path = this.#frames.map(({ copy, step }) => nameStep(copy, step)).join('');
    return new Obstacle(path + refusal.within, refusal);
  }
}

/** What there is to copy of a copy; a map or set is empty then, and filled as its parts are copied. */
function partsOf(copy: object): readonly unknown[] {
  if (copy instanceof NativeMap) {
    const entries = [...copy].flat();
    clearMap(copy);
    return entries;
  }
  if (copy instanceof NativeSet) {
    const values = [...copy];
    clearSet(copy);
    return values;
  }
  return Object.keys(copy);
}
