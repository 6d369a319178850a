import type { Node } from 'acorn';

type Acorn = typeof import('acorn');
type EslintScope = typeof import('eslint-scope');

/** What a piece of source takes from outside itself. */
export interface FreeNames {
  /** Variables that it neither declares nor gets as parameters. */
  readonly names: readonly string[];
  /** Syntax that only means something where the source was written: `this`, `super`, `import.meta` ... */
  readonly bound: readonly string[];
}

let parsers: Promise<[Acorn, EslintScope]> | undefined;

/**
 * Lists what `expression`, the source of one function, takes from outside. Loads the parser at first use.
 *
 * @param method - The function stands in an object literal that is not part of it.
 */
export async function freeNames(expression: string, method: boolean): Promise<FreeNames> {
  // Loaded late: most of the time of importing this package would go into a parser that many never need.
  const [acorn, eslintScope] = await (parsers ??= Promise.all([import('acorn'), import('eslint-scope')]));
  // As a module, because import.meta has to parse in order to be refused by name.
  const program = acorn.parse(expression, { ecmaVersion: 'latest', sourceType: 'module', ranges: true });
  const scopes = eslintScope.analyze(program, { ecmaVersion: 2022, sourceType: 'module' });
  const findings: Findings = { guarded: new Set(), bound: new Set() };
  const root = program as unknown as AnyNode;
  const start = method ? firstMember(root) : root;
  if (start) inspect(start, { lexicalThis: true, lexicalSuper: true }, findings);
  const names = new Set<string>();
  for (const { identifier } of scopes.globalScope?.through ?? []) {
    if (!findings.guarded.has(identifier)) names.add(identifier.name);
  }
  return { names: [...names], bound: [...findings.bound] };
}

interface AnyNode extends Node {
  readonly [field: string]: unknown;
  readonly operator?: string;
  readonly argument?: AnyNode;
  readonly meta?: { readonly name: string };
}

interface Findings {
  /** Identifiers under `typeof`: that is how portable code asks whether a name exists, and cannot fail. */
  readonly guarded: Set<unknown>;
  readonly bound: Set<string>;
}

/** Whether `this` and `super` mean, at this node, what they mean around the whole expression. */
interface Surroundings {
  readonly lexicalThis: boolean;
  readonly lexicalSuper: boolean;
}

function inspect(node: AnyNode, at: Surroundings, { guarded, bound }: Findings): void {
  const { type } = node;
  if (type === 'UnaryExpression' && node.operator === 'typeof') guarded.add(node.argument);
  if (type === 'ThisExpression' && at.lexicalThis) bound.add('this');
  if (type === 'Super' && at.lexicalSuper) bound.add('super');
  if (type === 'MetaProperty' && node.meta?.name === 'import') bound.add('import.meta');
  const inside: Surroundings = {
    lexicalThis: at.lexicalThis && !/^(Function|ClassBody)/.test(type),
    lexicalSuper: at.lexicalSuper && !/^(ObjectExpression|ClassBody)/.test(type),
  };
  for (const child of children(node)) inspect(child, inside, { guarded, bound });
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
