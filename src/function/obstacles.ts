import type { View } from './activations.js';
import type { AnyFunction } from './any-function.js';
import type { Facts } from './facts.js';
import { loadParsers } from './parsers.js';
import { nameOf, readSource } from './read-source.js';
import { describeObstacle, wayOutOf, type Obstacle } from './refusal.js';
import { Primitive } from './subject.js';
import { isGlobalName } from './worker-globals.js';

/** A variable that a function uses, for error messages. */
export interface Where {
  readonly name: string;
  readonly usedBy: string;
  readonly at: string;
  /** The class whose state this is part of: its own instances travel with it. */
  readonly within?: AnyFunction | undefined;
}

/** Collects all that keeps a function from travelling. */
export class Obstacles {
  readonly all: Obstacle[] = [];

  /** A value that has no copies. */
  value(value: unknown, where: Where): Primitive {
    this.#add(where, describeObstacle(value));
    return new Primitive(undefined);
  }

  /** Syntax that is bound to the place where the function was written. */
  syntax(where: Where): undefined {
    const what = 'only means something where the function was written';
    this.#add(where, { what, wayOut: wayOutOf(where.name) });
  }

  /** A variable that V8 does not show; nothing is in the way if every worker has it. */
  missing(where: Where, { source }: Facts): undefined {
    const { name } = where;
    if (isGlobalName(name) || source.optional.has(name)) return;
    const isGlobal = name in globalThis;
    this.#add(where, {
      what: isGlobal ? 'is a global of this thread only' : 'is nowhere to be found',
      wayOut: isGlobal ? 'pass it as part of the item' : wayOutOfUnknown(source.isClass),
    });
  }

  /** A variable that may not have its first value yet. */
  dead(where: Where): undefined {
    const what = 'is undefined, and perhaps only because its declaration has not run yet';
    this.#add(where, { what, wayOut: 'make the call after it' });
  }

  /** Two functions of which nothing tells whether they share a variable. */
  shared({ variable, fn, place }: View, other: View): void {
    const one = nameOf(fn) || 'anonymous';
    const two = nameOf(other.fn) || 'anonymous';
    this.#add(
      { name: variable.name, usedBy: one, at: `character ${place?.at[0] ?? 0} of its file` },
      {
        what: `is assigned, and nothing tells whether '${one}' and '${two}' share it`,
        wayOut: 'declare both functions as constants beside it, or pass it as part of the item',
      },
    );
  }

  /** A function that cannot be asked what it captured. */
  unseen(fn: AnyFunction, where: Where): void {
    const { name: usedBy, names } = readSource(fn, loadParsers());
    const missing = [...names.keys()].filter((name) => !isGlobalName(name));
    const what = 'cannot be read, as this program has no node:inspector';
    for (const name of missing.length > 0 ? missing : [where.name]) {
      this.#add({ name, usedBy, at: where.at }, { what, wayOut: 'pass it as part of the item' });
    }
  }

  #add({ name, usedBy, at }: Where, why: Pick<Obstacle, 'what' | 'wayOut'>): void {
    this.all.push({ name, usedBy, at, ...why });
  }
}

function wayOutOfUnknown(isClass: boolean): string {
  return isClass
    ? 'declare it, or import it; if it only computes the name of a member, V8 has forgotten it: write that name out'
    : 'declare it, or import it';
}
