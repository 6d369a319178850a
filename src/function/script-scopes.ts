import type { Scope as ScopeOfParser, Variable as VariableOfParser } from 'eslint-scope';
import type { Script } from './find-script.js';
import type { Range } from './free-names.js';
import type { Parsers } from './parsers.js';
import { childrenOf, keyOf, type SyntaxNode } from './syntax.js';

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
  /** How many members it has. */
  readonly size: number;
}

/** The scopes and functions of one script. */
export class ScriptScopes {
  readonly #scopes: readonly SourceScope[];
  readonly #functions: Functions;

  private constructor(scopes: readonly SourceScope[], functions: Functions) {
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

  static #read({ source, isModule }: Script, [acorn, eslintScope]: Parsers): ScriptScopes | undefined {
    try {
      const program = acorn.parse(source, {
        ecmaVersion: 'latest',
        sourceType: isModule ? 'module' : 'script',
        ranges: true,
        allowHashBang: true,
        allowReturnOutsideFunction: true,
      });
      const { scopes } = eslintScope.analyze(program, {
        ecmaVersion: 2022,
        sourceType: isModule ? 'module' : 'commonjs',
        ignoreEval: true,
      });
      const reader = new Reader();
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
type Functions = ReadonlyMap<string, Omit<Place, 'at' | 'scope'>>;

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

/** What surrounds a node. */
interface Around {
  readonly parent: SyntaxNode | undefined;
  /** A loop stands between it and the function around. */
  readonly isInLoop: boolean;
}

/** Collects what the parser's scopes do not tell. */
class Reader {
  readonly functions = new Map<string, Omit<Place, 'at' | 'scope'>>();
  readonly #around = new Map<unknown, Around>();

  /** Places where text is evaluated, which may assign all that is seen from there. */
  readonly #evals: number[] = [];

  walk(node: SyntaxNode, parent: SyntaxNode | undefined, isInLoop = false): void {
    this.#around.set(node, { parent, isInLoop });
    if (node.type === 'CallExpression' && node.callee?.name === 'eval') this.#evals.push(node.start);
    const isFunction = FUNCTION.test(node.type);
    if (isFunction || /^Class(Decl|Expr)/.test(node.type)) this.#note(node, parent, isInLoop);
    const isInside = !isFunction && (isInLoop || LOOP.test(node.type));
    for (const child of childrenOf(node)) this.walk(child, node, isInside);
  }

  #note(node: SyntaxNode, parent: SyntaxNode | undefined, isInLoop: boolean): void {
    const key = isMethod(parent) ? `method ${node.end}` : `${node.start} ${node.end}`;
    this.functions.set(key, {
      isHoisted: node.type === 'FunctionDeclaration',
      isMadeOnce: !isInLoop,
      isPatch: parent?.type === 'AssignmentExpression' && parent.left?.type === 'MemberExpression',
      literal: this.#literalOf(node, parent),
    });
  }

  #literalOf(node: SyntaxNode, parent: SyntaxNode | undefined): LiteralMember | undefined {
    if (parent?.type === 'ArrayExpression') {
      const elements = parent['elements'] as readonly unknown[];
      return { at: parent.start, key: String(elements.indexOf(node)), size: elements.length };
    }
    const around =
      parent?.type === 'Property' && !parent.computed ? this.#around.get(parent)?.parent : undefined;
    if (around?.type !== 'ObjectExpression') return undefined;
    const properties = around['properties'] as readonly SyntaxNode[];
    const key = keyOf(parent?.key);
    return { at: around.start, key, size: properties.length };
  }

  scopes(scopes: readonly ScopeOfParser[]): SourceScope[] {
    const made = new Map<ScopeOfParser, SourceScope>();
    for (const scope of scopes) {
      const { block, isStrict, type } = scope;
      const upper = scope.upper ? made.get(scope.upper) : undefined;
      const variables = new Map<string, SourceVariable>();
      const own: SourceScope = {
        at: [block.start, block.end],
        upper,
        isStrict,
        isFunction: type === 'function',
        isHoisted: block.type === 'FunctionDeclaration',
        isOnce: !upper || this.#isOnce(scope, upper),
        variables,
      };
      made.set(scope, own);
      const hasEval = this.#evals.some((at) => block.start <= at && at < block.end);
      for (const variable of scope.variables) {
        const read = readVariable(variable, own);
        if (read) variables.set(read.name, hasEval ? { ...read, isAssigned: true } : read);
      }
    }
    return [...made.values()];
  }

  #isOnce({ block, type, upper: around }: ScopeOfParser, upper: SourceScope): boolean {
    // The top of a file has several scopes.
    if (block === around?.block) return upper.isOnce;
    const { parent, isInLoop } = this.#around.get(block) ?? { parent: undefined, isInLoop: true };
    if (!upper.isOnce || isInLoop || LOOP.test(block.type)) return false;
    return type !== 'function' || (parent !== undefined && isCalledAtOnce(block as SyntaxNode, parent));
  }
}

const FUNCTION = /^(?:ArrowFunctionExpression|FunctionDeclaration|FunctionExpression)$/;
const LOOP = /^(For|While|DoWhile)/;

/** `(() => { ... })()`, and the one function that runners wrap around a file. */
function isCalledAtOnce(node: SyntaxNode, parent: SyntaxNode): boolean {
  return parent.type === 'CallExpression' ? parent.callee === node : parent.type === 'ExpressionStatement';
}

function isMethod(node: SyntaxNode | undefined): boolean {
  if (node?.type === 'MethodDefinition') return true;
  return node?.type === 'Property' && (node['method'] === true || node['kind'] !== 'init');
}

function readVariable(
  { name, defs, references, scope }: VariableOfParser,
  own: SourceScope,
): SourceVariable | undefined {
  const [definition] = defs;
  if (!definition) return undefined;
  const { type, node, parent } = definition;
  const kind = KINDS[type] ?? parent?.kind ?? 'let';
  const { init, end } = node as SyntaxNode & { init?: SyntaxNode | null };
  const isLiteral = type === 'FunctionName' || type === 'ClassName';
  const writes = references.filter((reference) => reference.isWrite() && !reference.init);
  return {
    name,
    scope: own,
    pattern: patternOf(node as SyntaxNode, name),
    kind: kind as SourceVariable['kind'],
    givenAt: type === 'FunctionName' || type === 'Parameter' || scope.type === 'class' ? own.at[0] : end,
    hasValue: isLiteral || Boolean(init),
    isFresh: isLiteral || (init ? FRESH.test(init.type) : false),
    isAssigned: defs.length > 1 || writes.length > 0,
    isAssignedInside: writes.some(({ from }) => from.variableScope !== scope.variableScope),
  };
}

function patternOf(declarator: SyntaxNode, name: string): LiteralMember | undefined {
  const pattern = declarator['id'] as SyntaxNode | null | undefined;
  const init = declarator['init'] as SyntaxNode | null | undefined;
  if (init?.type !== 'CallExpression') return undefined;
  const at = declarator.start;
  if (pattern?.type === 'ArrayPattern') {
    const elements = pattern['elements'] as ReadonlyArray<SyntaxNode | null>;
    return { at, key: String(elements.findIndex((one) => one?.name === name)), size: elements.length };
  }
  if (pattern?.type !== 'ObjectPattern') return undefined;
  const properties = pattern['properties'] as readonly SyntaxNode[];
  const property = properties.find(({ value }) => value?.name === name);
  return property && { at, key: keyOf(property.key), size: properties.length };
}

const FRESH = /^((Arrow)?Function|Class|Object|Array)Expression$/;

const KINDS: Readonly<Record<string, SourceVariable['kind']>> = {
  ImportBinding: 'import',
  FunctionName: 'function',
  ClassName: 'class',
  Parameter: 'parameter',
  CatchClause: 'let',
};
