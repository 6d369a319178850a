import { readClasses, type AnyClass, type ClassTable, type KnownClass } from '../../values/class-table.js';
import { Copier, type Channel } from '../../values/copier.js';
import { LostClasses } from '../../values/lost-classes.js';
import { allOf, pack } from '../../values/pack.js';

interface NodeProcess {
  emitWarning(what: string, type: string): void;
  getBuiltinModule?(name: 'node:util'): { readonly types: { isProxy(value: unknown): boolean } };
}

const { process: node } = globalThis as { process?: Partial<NodeProcess> };

const types = node?.getBuiltinModule?.('node:util').types;

/** Values go to nowhere and come back. */
const channel: Channel = {
  // Elsewhere nothing tells: a proxy counts as what it shows.
  isProxy: (value) => types?.isProxy(value) === true,
  clone: (value) => structuredClone(value),
};

function warn(what: string): void {
  if (node?.emitWarning) node.emitWarning(what, 'PoolWarning');
  else console.warn(what);
}

/** Copies values as if they went to another place. */
export class InlineCopies {
  readonly #classes: ClassTable;
  readonly #copier: Copier;

  constructor(classes: ReadonlyArray<AnyClass | KnownClass> | undefined) {
    const lost = new LostClasses(warn);
    this.#classes = readClasses(classes);
    this.#copier = new Copier(channel, false, (name, prototype) => lost.note(name, prototype));
    this.#copier.classes = this.#classes;
  }

  /** Tells the program what no call tells it of. */
  warn(what: string): void {
    warn(what);
  }

  /**
   * Copies a value.
   *
   * @returns What makes it whole there.
   * @throws Obstacle, or what structured clone throws.
   */
  copy(value: unknown): () => unknown {
    const { packed, obstacle } = pack([value], this.#copier);
    if (obstacle) throw obstacle;
    const there = structuredClone(packed);
    return () => allOf(there, this.#classes)[0];
  }

  /** About how many bytes all values have that were ever copied. */
  get bytes(): number {
    return this.#copier.bytes;
  }
}
