import type { Script } from './find-script.js';
import type { Range } from './free-names.js';
import { noteSyntax } from './imports-of.js';
import type { Parsers } from './parsers.js';
import { ScopeReader } from './scope-reader.js';
import type { SyntaxNode } from './syntax.js';

/**
 * Longest script that is looked at, in characters. In a longer one, as bundles are, all variables count as assigned;
 * shorter would take less time and memory, which is about 100 ms for 100 kB, once for each script.
 */
const LONGEST = 2_000_000;

/** A scope as it stands in the source. */
export interface SourceScope {
  readonly at: Range;
  readonly upper: SourceScope | undefined;
  readonly isStrict: boolean;
  readonly isFunction: boolean;
  /** It is a function's that exists before its own text is reached. */
  readonly isHoisted: boolean;
  /** It is entered once in the life of the program: the top of a file, and what runs just once there. */
  readonly isOnce: boolean;
  readonly variables: ReadonlyMap<string, SourceVariable>;
}

/** A variable as it was declared. */
export interface SourceVariable {
  readonly name: string;
  readonly scope: SourceScope;
  /** Where in a pattern it stands that takes what a call returns: `const { get, set } = make()`. */
  readonly pattern: LiteralMember | undefined;
  readonly kind: 'import' | 'const' | 'let' | 'var' | 'function' | 'class' | 'parameter';
  /** Behind this place, it has its first value. */
  readonly givenAt: number;
  /** It was declared with a value, which may not be there yet. */
  readonly hasValue: boolean;
  /** That value is made anew in each run of the scope: a function, a class, an object. */
  readonly isFresh: boolean;
  /** It changes after it was declared. */
  readonly isAssigned: boolean;
  /** Functions inside of its scope assign it. */
  readonly isAssignedInside: boolean;
}

/** Where a function stands in its script. */
export interface Place {
  readonly at: Range;
  /** The scope around it. */
  readonly scope: SourceScope;
  /** It exists before its own text is reached. */
  readonly isHoisted: boolean;
  /** In one run of its scope, it is made once at most. */
  readonly isMadeOnce: boolean;
  /** It replaces a member of something: `registry.transform = (x) => ...`. */
  readonly isPatch: boolean;
  /** The object or array that it is written into: `{ get: () => n, set: (x) => (n = x) }`. */
  readonly literal: LiteralMember | undefined;
}

/** A member of an object or array as it is written. */
export interface LiteralMember {
  /** Where the object or array begins. */
  readonly at: number;
  readonly key: string;
}

/** The scopes and functions of one script. */
export class ScriptScopes {
  readonly #scopes: readonly SourceScope[];
  readonly #functions: FunctionsInScript;

  private constructor(scopes: readonly SourceScope[], functions: FunctionsInScript) {
    this.#scopes = scopes;
    this.#functions = functions;
  }

  /** Reads a script; undefined if it is too long, or nothing that the parser knows. */
  static read(script: Script, parsers: Parsers): ScriptScopes | undefined {
    const known = scopesOf.get(script);
    if (known !== undefined) return known ?? undefined;
    const scopes = script.source.length > LONGEST ? undefined : ScriptScopes.#read(script, parsers);
    scopesOf.set(script, scopes ?? null);
    return scopes;
  }

  static #read(script: Script, [acorn, eslintScope]: Parsers): ScriptScopes | undefined {
    const { source, isModule } = script;
    try {
      const program = acorn.parse(source, {
        ecmaVersion: 'latest',
        sourceType: isModule ? 'module' : 'script',
        ranges: true,
        allowHashBang: true,
        allowReturnOutsideFunction: true,
      });
      if (isModule) noteSyntax(script, program);
      const { scopes } = eslintScope.analyze(program, {
        ecmaVersion: 2022,
        sourceType: isModule ? 'module' : 'commonjs',
        ignoreEval: true,
      });
      const reader = new ScopeReader();
      reader.walk(program as unknown as SyntaxNode, undefined);
      return new ScriptScopes(reader.scopes(scopes), reader.functions);
    } catch {
      // No JavaScript, or too deep for the parser's recursion.
      return undefined;
    }
  }

  /** The function whose text stands here. */
  find([from, to]: Range): Place | undefined {
    const found = this.#functions.get(`${from} ${to}`) ?? this.#functions.get(`method ${to}`);
    let scope: SourceScope | undefined;
    for (const one of this.#scopes) {
      const isAround = one.at[0] <= from && to <= one.at[1] && one.at[1] - one.at[0] > to - from;
      if (isAround || !one.upper) scope = one;
    }
    return (
      scope && {
        isHoisted: false,
        isMadeOnce: false,
        isPatch: false,
        literal: undefined,
        ...found,
        at: [from, to],
        scope,
      }
    );
  }
}

/** What is known of functions, by where they begin and end; of methods by their end, as their text begins at a name. */
export type FunctionsInScript = ReadonlyMap<string, Omit<Place, 'at' | 'scope'>>;

const scopesOf = new WeakMap<Script, ScriptScopes | null>();

/** The variable that a name means in a scope. */
export function resolve(scope: SourceScope, name: string): SourceVariable | undefined {
  for (let at: SourceScope | undefined = scope; at; at = at.upper) {
    const found = at.variables.get(name);
    if (found) return found;
  }
  return undefined;
}

/** True if a function that stands here was made when the variable had its first value. */
export function isGivenBefore(
  { givenAt, scope: declared }: SourceVariable,
  { at, scope, isHoisted }: Place,
): boolean {
  for (let one: SourceScope | undefined = scope; one && one !== declared; one = one.upper) {
    if (one.isHoisted) return false;
  }
  return !isHoisted && givenAt <= at[0];
}

/** How many of the scopes around a place declare a name. */
export function countOf(scope: SourceScope, name: string): number {
  let count = 0;
  for (let at: SourceScope | undefined = scope; at; at = at.upper) if (at.variables.has(name)) count++;
  return count;
}
