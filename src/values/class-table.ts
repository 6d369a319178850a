import { OwnMap } from '../intrinsics.js';

/**
 * Any class.
 *
 * @example
 * ```ts
 * import type { AnyClass } from 'rxjs-pool';
 *
 * const classes: AnyClass[] = [Map, Date];
 * ```
 */
export type AnyClass = abstract new (...args: never[]) => unknown;

/**
 * A class whose instances keep their methods on the way to workers and back, and what they travel as.
 *
 * @example
 * ```ts
 * import { Pool, type KnownClass } from 'rxjs-pool';
 *
 * class Secret {
 *   #text: string;
 *   constructor(text: string) {
 *     this.#text = text;
 *   }
 *   read(): string {
 *     return this.#text;
 *   }
 * }
 *
 * const secret: KnownClass = {
 *   class: Secret,
 *   toData: (one: Secret) => one.read(),
 *   fromData: (text: string) => new Secret(text),
 * };
 * await using pool = new Pool({ processes: 1, classes: [secret] });
 * const [length] = await pool.map((one: Secret) => one.read().length, [new Secret('abc')]);
 * console.log(length); // prints 3
 * ```
 */
export interface KnownClass {
  /** The class itself. */
  readonly class: AnyClass;
  /** Turns an instance into data that can be copied. Default: its own enumerable properties. */
  readonly toData?: ((instance: never) => unknown) | undefined;
  /** Makes an instance from that data, on the other side. */
  readonly fromData?: ((data: never) => unknown) | undefined;
}

/** A class whose instances are errors, such as `TypeError` or one of the application's own. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** The classes that both sides know, in the same order, and the error classes that this side knows by their names. */
export class ClassTable {
  readonly list: readonly KnownClass[];
  readonly errorClasses: readonly ErrorClass[];
  readonly #places = new OwnMap<object, number>();

  constructor(list: readonly KnownClass[], errorClasses: readonly ErrorClass[] = []) {
    this.list = list;
    this.errorClasses = errorClasses;
    for (const [at, known] of list.entries()) this.#places.set(prototypeOf(known.class), at);
  }

  /** The place of the class with this prototype. */
  find(prototype: object): number | undefined {
    return this.#places.get(prototype);
  }

  /** The class with this prototype. */
  of(prototype: object | null): KnownClass | undefined {
    const place = prototype ? this.find(prototype) : undefined;
    return place === undefined ? undefined : this.list[place];
  }

  /** @throws TypeError for a place that the other side's table has and this one does not. */
  at(place: number): KnownClass {
    const known = this.list[place];
    if (!known)
      throw new TypeError(`Cannot find class ${place} among the ${this.list.length} that are known here`);
    return known;
  }
}

/** The classes as a program names them. */
export function readClasses(
  classes: ReadonlyArray<AnyClass | KnownClass> = [],
  errorClasses?: readonly ErrorClass[],
): ClassTable {
  const list = classes.map((one) => (typeof one === 'function' ? { class: one } : one));
  return new ClassTable(list, errorClasses);
}

/** A table without classes. */
export const NO_CLASSES = new ClassTable([]);

export function prototypeOf(one: AnyClass): object {
  return one.prototype as object;
}
