import { OwnSet } from '../intrinsics.js';

/** Warns, once for each class, that its instances arrive without their methods. */
export class LostClasses {
  readonly #warn: (what: string) => void;
  /** By prototype those of this side, by name all. */
  readonly #prototypes = new WeakSet<object>();
  readonly #names = new OwnSet<string>();

  constructor(warn: (what: string) => void) {
    this.#warn = warn;
  }

  /** @param prototype - Undefined for a class in a worker. */
  note(name: string, prototype?: object): void {
    if (prototype ? this.#prototypes.has(prototype) : this.#names.has(name)) return;
    if (prototype) this.#prototypes.add(prototype);
    this.#names.add(name);
    this.#warn(
      `Instances of ${name} arrive as plain data, without their methods: name the class in the pool's option classes, or send plain data`,
    );
  }
}
