import type { ClosureTravel } from '../wire/shipment.js';
import { Activations, type View } from './activations.js';
import type { AnyFunction } from './any-function.js';
import { CapturedValues } from './captured-values.js';
import { CapturedVariables } from './captured-variables.js';
import { classState } from './class-state.js';
import { countMembers } from './count-members.js';
import { Drafts, subjectOf } from './drafts.js';
import { factsOf, type Facts } from './facts.js';
import { findBuiltin, findExport } from './find-export.js';
import { findGlobal } from './find-global.js';
import { Obstacles, type Where } from './obstacles.js';
import { isNative, nameOf } from './read-source.js';
import { rewrite } from './rewrite.js';
import { resolve } from './script-scopes.js';
import type { Primitive, Subject } from './subject.js';
import type { PoolContext } from './way.js';

/** By name, what the free variables of a function stand for. */
type Free = Array<readonly [name: string, value: Subject | Primitive]>;

/**
 * One reading of a function with all that it captured: values as data, functions and classes as source with what they
 * captured in turn, what is imported as imports. Each thing once, so that cycles and identities survive.
 */
export class Capture {
  readonly obstacles = new Obstacles();
  readonly #root: AnyFunction;
  readonly #context: PoolContext;
  readonly #drafts = new Drafts();
  readonly #activations = new Activations();
  readonly #values: CapturedValues;
  readonly #variables: CapturedVariables;
  /** Functions, and how many members each had. */
  readonly #members = new Map<AnyFunction, number>();
  /** Keeps the code of each function, when it is settled which variables it shares with others. */
  readonly #unwritten: Array<() => void> = [];

  /**
   * @param root - The function that is called in the worker, on its own; the others may be methods of something.
   * @param context - Its functions were captured before.
   */
  constructor(root: AnyFunction, context: PoolContext) {
    this.#root = root;
    this.#context = context;
    const { obstacles } = this;
    this.#values = new CapturedValues(
      this.#drafts,
      obstacles,
      this.#activations,
      context.classes,
      (fn, where) => this.#code(fn, where),
    );
    this.#variables = new CapturedVariables(this.#drafts, obstacles, this.#activations, this.#values);
  }

  /** Names of large values that have changed since they were read. */
  get stale(): readonly string[] {
    return this.#values.stale;
  }

  /** Returns a check that is true as long as all certainly reads as it did. It keeps no reading alive. */
  watch(): () => boolean {
    if (this.#values.isVolatile || this.#variables.isVolatile) return () => false;
    const functions = [...this.#members];
    const { members } = this.#variables;
    const isDataSame = this.#values.watchData();
    return () =>
      isDataSame() &&
      functions.every(([fn, count]) => countMembers(fn) === count) &&
      members.every(([owner, key, member]) => Reflect.get(owner, key) === member);
  }

  /** Reads all; what comes back has no meaning if there are obstacles. */
  travel(): ClosureTravel {
    const name = this.#root.name || 'anonymous';
    const root = this.#code(this.#root, { name, usedBy: name, at: 'its definition' });
    this.#activations.settle(this.#root, this.#context.hooks, (one, other) =>
      this.obstacles.shared(one, other),
    );
    if (this.obstacles.all.length > 0) return { way: 'closure', root: 0, parts: [] };
    this.#variables.write();
    for (const write of this.#unwritten) write();
    this.#values.write();
    const parts = this.#drafts.parts();
    return { way: 'closure', root: root.part.id, parts };
  }

  #code(fn: AnyFunction, where: Where): Subject {
    const subject = subjectOf(fn);
    if (this.#drafts.has(subject)) return subject;
    const { name } = where;
    const global = findGlobal(fn);
    if (global) return this.#drafts.keep(subject, name, { type: 'global', path: global });
    const location = (): ReturnType<CapturedVariables['locate']> => this.#variables.locate(fn);
    const facts = factsOf(fn, location);
    const found = facts ? fn !== this.#root && findExport(fn, facts, location) : findBuiltin(fn);
    if (found) return this.#drafts.keep(subject, name, { type: 'reference', ...found });
    this.#drafts.begin(subject, name);
    if (facts) this.#source(fn, facts);
    else if (isNative(fn)) this.obstacles.value(fn, where);
    else this.obstacles.unseen(fn, where);
    return subject;
  }

  #source(fn: AnyFunction, facts: Facts): void {
    const { source, origin, at, isStrict } = facts;
    const usedBy = source.name;
    const where = (name: string): Where => ({ name, usedBy, at });
    const isLoose = source.ownThis && fn === this.#root;
    for (const name of isLoose ? ['this', ...source.bound] : source.bound) this.obstacles.syntax(where(name));
    const free: Free = [];
    const assigned = new Map<string, View>();
    for (const [name, use] of source.names) {
      const found = this.#variables.find(where(name), use, { fn, facts });
      if (found && 'fn' in found) assigned.set(name, found);
      else if (found) free.push([name, found]);
    }
    const self = this.#selfOf(fn, facts, where);
    if (self) assigned.set(self.variable.name, self);
    const heritage = this.#heritage(fn, facts, free, where);
    const state = classState(fn, source, (value, step) =>
      this.#values.capture(value, { ...where(usedBy + step), within: fn }),
    );
    this.#members.set(fn, countMembers(fn));
    if (state.isVolatile) this.#values.isVolatile = true;
    this.#unwritten.push(() => {
      const written = rewrite(source, new Set(assigned.keys()), heritage === undefined);
      for (const [name, view] of assigned) {
        const owner = written.variables.get(name);
        if (owner !== undefined) free.push([owner, this.#activations.subjectOf(view)]);
      }
      if (written.heritage !== undefined && heritage) free.push([written.heritage, heritage]);
      const { own, prototype, parent, inherits, statics } = state;
      this.#drafts.keep(subjectOf(fn), usedBy, {
        type: 'code',
        code: written.code,
        free,
        called: nameOf(fn),
        own,
        prototype,
        parent,
        inherits,
        statics: written.statics === undefined ? undefined : { name: written.statics, values: statics },
        early: [...(source.classBody?.early ?? [])],
        heritage: written.heritage ?? source.classBody?.heritage?.name,
        isClass: source.isClass,
        isStrict,
        origin,
      });
    });
  }

  /** A function's own name, if that is a variable which functions assign. */
  #selfOf(fn: AnyFunction, facts: Facts, where: (name: string) => Where): View | undefined {
    const { place, source } = facts;
    const variable =
      source.selfName === undefined ? undefined : place && resolve(place.scope, source.selfName);
    if (!variable?.isAssignedInside || (variable.kind !== 'function' && variable.kind !== 'class'))
      return undefined;
    const use = { mentions: [], use: 'whole', isWritten: true } as const;
    const found = this.#variables.find(where(variable.name), use, { fn, facts });
    return found && 'fn' in found ? found : undefined;
  }

  /** Captures the class that another extends, unless the name in its source already stands for it. */
  #heritage(
    fn: AnyFunction,
    { source }: Facts,
    free: Free,
    where: (name: string) => Where,
  ): Subject | Primitive | undefined {
    const { heritage } = source.classBody ?? {};
    const parent: unknown = Object.getPrototypeOf(fn);
    if (!heritage || parent === Function.prototype) return undefined;
    const { name = `super of ${source.name}` } = heritage;
    const subject = this.#values.capture(parent, where(name));
    const known = free.find(([one]) => one === heritage.name)?.[1];
    const isGlobal = known === undefined && heritage.name !== undefined && findGlobal(parent) !== undefined;
    return known === subject || isGlobal ? undefined : subject;
  }
}
