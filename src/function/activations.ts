import type { AnyFunction } from './any-function.js';
import type { Script } from './find-script.js';
import type { Place, SourceScope, SourceVariable } from './script-scopes.js';
import { Subject } from './subject.js';

/** The variables of one run of a scope that functions assign. */
class Activation {
  readonly #variables = new Map<string, Subject>();

  variable(name: string): Subject {
    const known = this.#variables.get(name);
    if (known) return known;
    const subject = new Subject();
    this.#variables.set(name, subject);
    return subject;
  }
}

/** A function's view of a variable that functions assign. */
export interface View {
  readonly fn: AnyFunction;
  readonly place: Place | undefined;
  readonly variable: SourceVariable;
  /** All variables of the same run of the scope, as far as V8 keeps them. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Views of one reading were taken at the same time. */
  readonly reading: object;
}

const once = new WeakMap<SourceScope, Activation>();
/** The views of functions that pools keep for their workers. */
const viewsOf = new WeakMap<AnyFunction, readonly View[]>();
const ofFunctions = new WeakMap<object, Map<SourceScope, Activation>>();

/**
 * Tells which functions see the same variables.
 *
 * V8 only has copies of scopes to show. But a scope that is entered once is the same for all; and who sees, as a constant
 * of a scope, what only this run of the scope can have made, shares the run with it.
 */
export class Activations {
  readonly #views: View[] = [];
  readonly #companies: Array<ReadonlyMap<object, string>> = [];

  add(view: View): void {
    this.#views.push(view);
  }

  /**
   * Notes functions that are members of one object, or come from one call, by their keys: those of one literal were made
   * together with it.
   */
  addCompany(members: Iterable<readonly [key: string, member: unknown]>): void {
    const functions = [...members].filter(([, one]) => typeof one === 'function');
    if (functions.length > 1)
      this.#companies.push(new Map(functions.map(([key, one]) => [one as object, key])));
  }

  /**
   * Settles it for all views.
   *
   * @param root - Whose views these are.
   * @param hooks - Functions that were settled before, and whose views count as well.
   * @param onUnknown - Called with two functions of which it cannot be known whether they share a variable.
   */
  settle(
    root: AnyFunction,
    hooks: readonly AnyFunction[],
    onUnknown: (one: View, other: View) => void,
  ): void {
    if (hooks.includes(root)) viewsOf.set(root, this.#views);
    const beside = hooks.flatMap((hook) => (hook === root ? [] : (viewsOf.get(hook) ?? [])));
    const byScope = new Map<SourceScope, View[]>();
    for (const view of [
      ...this.#views,
      ...beside.filter(({ fn }) => !this.#views.some((one) => one.fn === fn)),
    ]) {
      const { scope } = view.variable;
      if (scope.isOnce) continue;
      const others = byScope.get(scope);
      if (others) others.push(view);
      else byScope.set(scope, [view]);
    }
    for (const [scope, views] of byScope) this.#settle(scope, views, onUnknown);
  }

  /** The variable that a view shows; asked for behind `settle`. */
  subjectOf({ fn, variable: { scope, name } }: View): Subject {
    const activation = scope.isOnce ? once.get(scope) : ofFunctions.get(fn)?.get(scope);
    if (activation) return activation.variable(name);
    const made = new Activation();
    if (scope.isOnce) once.set(scope, made);
    else remember(fn, scope, made);
    return made.variable(name);
  }

  #settle(scope: SourceScope, views: readonly View[], onUnknown: (one: View, other: View) => void): void {
    const runs = new Runs();
    for (const { fn, values } of views) {
      for (const { name, kind, isAssigned, isFresh } of scope.variables.values()) {
        const value = values[name];
        if (!isFresh || isAssigned || kind === 'let' || kind === 'var') continue;
        if (Object(value) === value) runs.join(fn, value as object);
      }
    }
    for (const company of this.#companies) {
      const members = views.filter(
        ({ fn, place }) => place?.literal && place.literal.key === company.get(fn),
      );
      for (const one of members) {
        for (const other of members) {
          if (one.place?.literal?.at === other.place?.literal?.at) runs.join(one.fn, other.fn);
        }
      }
    }
    for (const [at, one] of views.entries()) {
      for (const other of views.slice(at + 1)) {
        if (one.variable !== other.variable || runs.areSame(one.fn, other.fn)) continue;
        const ofOne = views.filter(({ fn }) => runs.areSame(fn, one.fn));
        const ofOther = views.filter(({ fn }) => runs.areSame(fn, other.fn));
        const areKnown = ofOne.some((mine) => ofOther.some((theirs) => areApart(mine, theirs)));
        if (!areKnown) onUnknown(one, other);
      }
    }
    for (const group of runs.groups()) {
      const known = group.map((one) => ofFunctions.get(one)?.get(scope)).find((one) => one !== undefined);
      const activation = known ?? new Activation();
      for (const one of group) remember(one, scope, activation);
    }
  }
}

function remember(fn: object, scope: SourceScope, activation: Activation): void {
  const known = ofFunctions.get(fn);
  if (known) known.set(scope, activation);
  else ofFunctions.set(fn, new Map([[scope, activation]]));
}

/** True if two views cannot be of one run of the scope. */
function areApart(one: View, other: View): boolean {
  for (const { name, isAssigned } of one.variable.scope.variables.values()) {
    // Those that change may have done so between two readings.
    if (isAssigned && one.reading !== other.reading) continue;
    const isShown = name in one.values && name in other.values;
    if (isShown && !Object.is(one.values[name], other.values[name])) return true;
  }
  // Each run makes the function once.
  return isOnceIn(one) && one.place?.at[0] === other.place?.at[0] && one.place?.at[1] === other.place?.at[1];
}

function isOnceIn({ place, variable }: View): boolean {
  let scope = place?.scope;
  while (scope && scope !== variable.scope && !scope.isFunction) scope = scope.upper;
  return place?.isMadeOnce === true && scope === variable.scope;
}

/** Things of which some are known to belong to the same run of a scope. */
class Runs {
  readonly #groups = new Map<object, Set<object>>();

  join(one: object, other: object): void {
    const into = this.#of(one);
    const from = this.#of(other);
    if (into === from) return;
    for (const each of from) {
      into.add(each);
      this.#groups.set(each, into);
    }
  }

  areSame(one: object, other: object): boolean {
    return one === other || this.#of(one) === this.#of(other);
  }

  groups(): object[][] {
    return Array.from(new Set(this.#groups.values()), (group) => [...group]);
  }

  #of(one: object): Set<object> {
    const known = this.#groups.get(one);
    if (known) return known;
    const made = new Set([one]);
    this.#groups.set(one, made);
    return made;
  }
}

const unknownScopes = new WeakMap<
  Script,
  SourceScope & { readonly variables: Map<string, SourceVariable> }
>();

/** A variable of a script that was not read. */
export function unknownVariable(name: string, script: Script): SourceVariable {
  const scope = unknownScopes.get(script) ?? {
    at: [0, 0] as const,
    upper: undefined,
    isStrict: true,
    isFunction: true,
    isHoisted: false,
    isOnce: false,
    variables: new Map<string, SourceVariable>(),
  };
  unknownScopes.set(script, scope);
  const known = scope.variables.get(name) ?? {
    name,
    scope,
    pattern: undefined,
    kind: 'let',
    givenAt: 0,
    hasValue: false,
    isFresh: false,
    isAssigned: true,
    isAssignedInside: true,
  };
  scope.variables.set(name, known);
  return known;
}
