import type { Scope as ScopeOfParser, Variable as VariableOfParser } from 'eslint-scope';
import type { LiteralMember, Place, SourceScope, SourceVariable } from './script-scopes.js';
import { childrenOf, keyOf, type SyntaxNode } from './syntax.js';

/** What surrounds a node. */
interface Around {
  readonly parent: SyntaxNode | undefined;
  /** A loop stands between it and the function around. */
  readonly isInLoop: boolean;
}

/** Collects what the parser's scopes do not tell. */
export class ScopeReader {
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
      return { at: parent.start, key: String(elements.indexOf(node)) };
    }
    const around =
      parent?.type === 'Property' && !parent.computed ? this.#around.get(parent)?.parent : undefined;
    if (around?.type !== 'ObjectExpression') return undefined;
    const key = keyOf(parent?.key);
    return { at: around.start, key };
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
    return { at, key: String(elements.findIndex((one) => one?.name === name)) };
  }
  if (pattern?.type !== 'ObjectPattern') return undefined;
  const properties = pattern['properties'] as readonly SyntaxNode[];
  const property = properties.find(({ value }) => value?.name === name);
  return property && { at, key: keyOf(property.key) };
}

const FRESH = /^((Arrow)?Function|Class|Object|Array)Expression$/;

const KINDS: Readonly<Record<string, SourceVariable['kind']>> = {
  ImportBinding: 'import',
  FunctionName: 'function',
  ClassName: 'class',
  Parameter: 'parameter',
  CatchClause: 'let',
};
