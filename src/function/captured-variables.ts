import { unknownVariable, type Activations, type View } from './activations.js';
import type { AnyFunction } from './any-function.js';
import type { CapturedValues } from './captured-values.js';
import type { Drafts } from './drafts.js';
import { factsOf, type Facts } from './facts.js';
import type { Script } from './find-script.js';
import type { FreeName, Use } from './free-names.js';
import { helperOf } from './helpers-of-tools.js';
import { importsOf, type ImportedName } from './imports-of.js';
import { isImportableFrom } from './is-importable.js';
import { isEntry } from './leads-to-entry.js';
import { locate, type Location, type Scope } from './locate.js';
import type { Obstacles, Where } from './obstacles.js';
import { isNative } from './read-source.js';
import { countOf, isGivenBefore, resolve, type SourceScope, type SourceVariable } from './script-scopes.js';
import type { Primitive, Subject } from './subject.js';

/** A function that uses variables. */
interface User {
  readonly fn: AnyFunction;
  readonly facts: Facts;
}

/** Finds what the free variables of functions stand for. */
export class CapturedVariables {
  /** Some variable may read differently next time. */
  isVolatile = false;
  readonly #drafts: Drafts;
  readonly #obstacles: Obstacles;
  readonly #activations: Activations;
  readonly #values: CapturedValues;
  readonly #locations = new Map<AnyFunction, Location | undefined>();
  /** Variables of scopes that are entered once, as they were found. */
  readonly #seen = new Map<SourceScope, Scope['variables']>();
  /** Members of imported objects, as they were found. */
  readonly members: Array<readonly [owner: object, key: string, member: unknown]> = [];
  /** The values of variables that functions assign. */
  readonly #assigned: Array<readonly [View, Subject | Primitive]> = [];

  constructor(drafts: Drafts, obstacles: Obstacles, activations: Activations, values: CapturedValues) {
    this.#drafts = drafts;
    this.#obstacles = obstacles;
    this.#activations = activations;
    this.#values = values;
  }

  /** Asks V8 about a function, once in a reading. */
  locate(fn: AnyFunction): Location | undefined {
    const known = this.#locations.get(fn);
    if (known) return known;
    const location = locate(fn);
    this.#locations.set(fn, location);
    return location;
  }

  /**
   * Finds what a free variable stands for.
   *
   * @returns A view of a variable that functions assign; undefined for one that every worker has.
   */
  find(where: Where, free: FreeName, user: User): Subject | Primitive | View | undefined {
    const { name } = where;
    const { source, script, place, constants } = user.facts;
    const helper = helperOf(name, script.url);
    if (helper) return this.#drafts.keepNamed(`helper ${name} ${script.url}`, name, helper);
    if (name === '__vite_ssr_import_meta__') return this.#obstacles.syntax({ ...where, name: 'import.meta' });
    const variable = place && resolve(place.scope, name);
    if (constants.has(name)) {
      if (variable?.pattern) this.#addCompany(variable, Object.fromEntries(constants));
      return this.#values.capture(constants.get(name), where, free.use);
    }
    const imported = variable?.kind === 'import' ? importsOf(script).get(name) : undefined;
    if (imported && !imported.isData && isImportableFrom(script, imported.specifier)) {
      return this.#imported(imported, where, free.use, user);
    }
    const { earlyOnly, heritage } = source.classBody ?? {};
    const isForgotten = earlyOnly?.has(name) === true;
    // V8 keeps only what the class's own functions may read.
    if (isForgotten && name === heritage?.name) {
      return this.#values.capture(Object.getPrototypeOf(user.fn), where);
    }
    const isAmbiguous = isForgotten && place && countOf(place.scope, name) > 1;
    const scope = isAmbiguous ? undefined : this.#scopeOf(user.fn, name, variable);
    if (!scope) return this.#obstacles.missing(where, user.facts);
    if (name === 'require' && !script.isModule) {
      return this.#drafts.keepNamed(`require ${script.url}`, name, { type: 'require', base: script.url });
    }
    return this.#read(where, free, user, variable, scope);
  }

  /** Keeps the variables that functions assign, when it is settled which they are. */
  write(): void {
    for (const [view, value] of this.#assigned) {
      const { name, kind } = view.variable;
      this.#drafts.keep(this.#activations.subjectOf(view), name, {
        type: 'variable',
        value,
        isConstant: kind === 'const' || kind === 'import',
      });
    }
  }

  #read(
    where: Where,
    { use, isWritten }: FreeName,
    { fn, facts }: User,
    variable: SourceVariable | undefined,
    scope: Scope['variables'],
  ): Subject | Primitive | View | undefined {
    const { name } = where;
    const value = scope[name];
    this.#addCompany(variable, scope);
    if (isDead(value, variable, facts)) return this.#obstacles.dead(where);
    if (variable && isConstant(value, variable, facts)) facts.constants.set(name, value);
    else this.isVolatile = true;
    const captured = this.#values.capture(value, where, use);
    const isAssigned = variable
      ? variable.isAssignedInside || (isWritten && variable.kind === 'const')
      : isWritten;
    if (!isAssigned) return captured;
    const known = variable ?? unknownVariable(name, facts.script);
    const view = { fn, place: facts.place, variable: known, values: scope, reading: this };
    this.#activations.add(view);
    this.#assigned.push([view, captured]);
    return view;
  }

  /** Captures an import, together with the members that the program has replaced in it. */
  #imported(
    { specifier, name: exported }: ImportedName,
    where: Where,
    use: Use,
    { fn, facts }: User,
  ): Subject {
    const { url } = facts.script;
    const key = `${url} ${specifier} ${exported}`;
    const imported = this.#drafts.keepNamed(`import ${key}`, where.name, {
      type: 'import',
      base: url,
      specifier,
      export: exported,
    });
    const owner: unknown =
      use === 'whole' || exported === '*'
        ? undefined
        : this.#scopeOf(fn, where.name, undefined)?.[where.name];
    if (use === 'whole' || Object(owner) !== owner) return imported;
    const replaced = [...use].filter((member) => this.#isReplaced(owner as object, member, facts.script));
    if (replaced.length === 0) return imported;
    const properties = this.#values.captureMembers(owner as object, replaced, where);
    return this.#drafts.keepNamed(`patched ${key}`, where.name, {
      type: 'patched',
      of: imported,
      properties,
    });
  }

  /** True for a function that the program has put into an imported object: no worker has it there. */
  #isReplaced(owner: object, key: string, script: Script): boolean {
    const member: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value;
    if (typeof member !== 'function' || isNative(member as AnyFunction)) return false;
    this.members.push([owner, key, member]);
    const { url } = factsOf(member as AnyFunction, () => this.locate(member as AnyFunction))?.script ?? {};
    return url !== undefined && (url === script.url || isEntry(url));
  }

  /** The variables of the scope that has a name, as a function sees them. */
  #scopeOf(
    fn: AnyFunction,
    name: string,
    variable: SourceVariable | undefined,
  ): Scope['variables'] | undefined {
    const scope = variable?.scope;
    const known = scope?.isOnce ? this.#seen.get(scope) : undefined;
    if (known && name in known) return known;
    const found = this.locate(fn)?.scopes.find(({ variables }) => name in variables)?.variables;
    if (found && scope?.isOnce) this.#seen.set(scope, found);
    return found;
  }

  /** Functions that one call has returned: `const { get, set } = make()`. */
  #addCompany(variable: SourceVariable | undefined, values: Scope['variables']): void {
    const { pattern, scope } = variable ?? {};
    if (!pattern || !scope) return;
    const together = [...scope.variables.values()].filter((one) => one.pattern?.at === pattern.at);
    this.#activations.addCompany(together.map((one) => [one.pattern?.key ?? '', values[one.name]]));
  }
}

/** True if a variable may not have its first value yet. */
function isDead(value: unknown, variable: SourceVariable | undefined, { place }: Facts): boolean {
  if (value !== undefined || !variable || !place) return false;
  const { kind, hasValue } = variable;
  const mayBeDead = kind === 'const' || kind === 'class' || (kind === 'let' && hasValue);
  return mayBeDead && !isGivenBefore(variable, place);
}

function isConstant(value: unknown, variable: SourceVariable, { place }: Facts): boolean {
  // A module may assign what it exports.
  if (variable.isAssigned || variable.kind === 'import' || !place) return false;
  return value !== undefined || isGivenBefore(variable, place);
}
