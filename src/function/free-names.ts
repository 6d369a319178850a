import type { Node } from 'acorn';
import { loadParsers } from '#parsers';

/** What a piece of source takes from outside itself. */
export interface FreeNames {
  /** Variables that it neither declares nor gets as parameters, and how it uses each. */
  readonly names: ReadonlyMap<string, Use>;
  /** Those of them that may be missing, as they are only asked about by `typeof`. */
  readonly optional: ReadonlySet<string>;
  /** Syntax that only means something where the source was written: `this`, `super`, `import.meta` ... */
  readonly bound: readonly string[];
  /** It is a method that says `this`, and so works only when it is called on its object. */
  readonly ownThis: boolean;
  /** The variable that a class extends. */
  readonly extended: string | undefined;
  /** Where a method's name is computed: in the source, from and to. */
  readonly computedName: readonly [from: number, to: number] | undefined;
  /** It has an `import()`, which depends on the file where it stands. */
  readonly imports: boolean;
}

/** The members that are read of a variable, where that is all that is done with it. */
export type Use = ReadonlySet<string> | 'whole';

/**
 * Lists what `expression`, the source of one function or class, takes from outside.
 *
 * @param method - The function stands in an object literal that is not part of it.
 */
export async function freeNames(expression: string, method: boolean): Promise<FreeNames> {
  const [acorn, eslintScope] = await loadParsers();
  // As a module, because import.meta has to parse in order to be refused by name.
  const program = acorn.parse(expression, { ecmaVersion: 'latest', sourceType: 'module', ranges: true });
  // Without `ignoreEval`, no name would be resolved in a function that says `eval`, not even its parameters.
  const scopes = eslintScope.analyze(program, { ecmaVersion: 2022, sourceType: 'module', ignoreEval: true });
  const findings: Findings = { guarded: new Set(), members: new Map(), bound: new Set(), imports: false };
  const root = program as unknown as AnyNode;
  const start = method ? firstMember(root) : root;
  if (start) inspect(start, { lexicalThis: true, lexicalSuper: true }, findings);
  const ownThis = method && start !== undefined && saysThis(start);
  const names = new Map<string, Set<string> | 'whole'>();
  const optional = new Set<string>();
  const needed = new Set<string>();
  for (const { identifier } of scopes.globalScope?.through ?? []) {
    (findings.guarded.has(identifier) ? optional : needed).add(identifier.name);
    addUse(names, identifier.name, findings.members.get(identifier));
  }
  for (const name of needed) optional.delete(name);
  return {
    names,
    optional,
    bound: [...findings.bound],
    ownThis,
    extended: extendedBy(root),
    computedName: method && start?.computed && start.key ? [start.key.start, start.key.end] : undefined,
    imports: findings.imports,
  };
}

function addUse(names: Map<string, Set<string> | 'whole'>, name: string, member: string | undefined): void {
  const use = names.get(name);
  if (member === undefined || use === 'whole') names.set(name, 'whole');
  else if (use) use.add(member);
  else names.set(name, new Set([member]));
}

interface AnyNode extends Node {
  readonly [field: string]: unknown;
  readonly operator?: string;
  readonly argument?: AnyNode;
  readonly meta?: { readonly name: string };
  readonly object?: AnyNode;
  readonly property?: AnyNode & { readonly name: string };
  readonly computed?: boolean;
  readonly key?: AnyNode;
}

interface Findings {
  /** Identifiers under `typeof`, which is how portable code asks whether a name exists. */
  readonly guarded: Set<unknown>;
  /** The `member` of each identifier in `identifier.member`. */
  readonly members: Map<unknown, string>;
  readonly bound: Set<string>;
  imports: boolean;
}

/** Whether `this` and `super` mean, at this node, what they mean around the whole expression. */
interface Surroundings {
  readonly lexicalThis: boolean;
  readonly lexicalSuper: boolean;
}

function inspect(node: AnyNode, at: Surroundings, findings: Findings): void {
  const { type } = node;
  const { guarded, members, bound } = findings;
  if (type === 'UnaryExpression' && node.operator === 'typeof') guarded.add(node.argument);
  if (type === 'MemberExpression' && !node.computed && node.property)
    members.set(node.object, node.property.name);
  if (type === 'ImportExpression') findings.imports = true;
  if (type === 'ThisExpression' && at.lexicalThis) bound.add('this');
  if (type === 'Super' && at.lexicalSuper) bound.add('super');
  if (type === 'MetaProperty' && node.meta?.name === 'import') bound.add('import.meta');
  const inside: Surroundings = {
    lexicalThis: at.lexicalThis && !/^(Function|ClassBody)/.test(type),
    lexicalSuper: at.lexicalSuper && !/^(ObjectExpression|ClassBody)/.test(type),
  };
  for (const child of children(node)) inspect(child, inside, findings);
}

function extendedBy(program: AnyNode): string | undefined {
  const [statement] = program['body'] as Array<{ expression?: { superClass?: AnyNode & { name?: string } } }>;
  return statement?.expression?.superClass?.name;
}

/** Whether the function of a member says `this` itself. */
function saysThis({ value }: AnyNode): boolean {
  const findings: Findings = { guarded: new Set(), members: new Map(), bound: new Set(), imports: false };
  for (const child of children(value as AnyNode)) {
    inspect(child, { lexicalThis: true, lexicalSuper: false }, findings);
  }
  return findings.bound.has('this');
}

function firstMember(node: AnyNode): AnyNode | undefined {
  if (node.type === 'ObjectExpression') return children(node)[0];
  for (const child of children(node)) {
    const member = firstMember(child);
    if (member) return member;
  }
  return undefined;
}

function children(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((field): field is AnyNode => typeof (field as AnyNode | null)?.type === 'string');
}
