import type { Reference } from 'eslint-scope';
import { earlyNames, readClass, type ClassBody } from './class-body.js';
import type { Parsers } from './parsers.js';
import { childrenOf, type SyntaxNode } from './syntax.js';

/** What a piece of source takes from outside itself. */
export interface FreeNames {
  /** Variables that it neither declares nor gets as parameters. */
  readonly names: ReadonlyMap<string, FreeName>;
  /** Where it names itself; undefined if it has no name of its own. */
  readonly self: FreeName | undefined;
  /** That name. */
  readonly selfName: string | undefined;
  /** Variables that may be missing, as they are only asked about by `typeof`. */
  readonly optional: ReadonlySet<string>;
  /** Syntax that only means something where the source was written: `this`, `super`, `import.meta` ... */
  readonly bound: readonly string[];
  /** It is a method that says `this`, and so works only when it is called on its object. */
  readonly ownThis: boolean;
  /** Where a method's name is computed. */
  readonly computedName: Range | undefined;
  /** It has an `import()`, which depends on the file where it stands. */
  readonly imports: boolean;
  /** What only a class has; undefined for a function. */
  readonly classBody: ClassBody | undefined;
}

/** From one place of the source to another. */
export type Range = readonly [from: number, to: number];

/** How a variable is used. */
export interface FreeName {
  readonly mentions: readonly Mention[];
  /** The members that are read of it, where that is all that is done with it. */
  readonly use: Use;
  /** It is assigned. */
  readonly isWritten: boolean;
}

/** The members that are read of a variable, where that is all that is done with it. */
export type Use = ReadonlySet<string> | 'whole';

/** One place where a variable stands. */
export interface Mention {
  readonly at: Range;
  /** It is called, so that what is called must not get a `this`; or it is `{ name }`, short for `{ name: name }`. */
  readonly form: 'value' | 'call' | 'shorthand';
  /** A function without a name that is assigned here, and takes the variable's. */
  readonly named: Range | undefined;
}

/**
 * Lists what `expression`, the source of one function or class, takes from outside.
 *
 * @param method - The function stands in an object literal that is not part of it.
 */
export function freeNames([acorn, eslintScope]: Parsers, expression: string, method: boolean): FreeNames {
  // As a module, because import.meta has to parse in order to be refused by name.
  const program = acorn.parse(expression, { ecmaVersion: 'latest', sourceType: 'module', ranges: true });
  // Without `ignoreEval`, no name would be resolved in a function that says `eval`, not even its parameters.
  const { scopes, globalScope } = eslintScope.analyze(program, {
    ecmaVersion: 2022,
    sourceType: 'module',
    ignoreEval: true,
  });
  const root = program as unknown as SyntaxNode;
  const start = method ? firstMember(root) : (root['body'] as SyntaxNode[])[0];
  const subject = method ? start : (start?.['expression'] as SyntaxNode | undefined);
  const findings = newFindings();
  if (start) inspect(start, { lexicalThis: true, lexicalSuper: true }, findings);
  const classBody = subject && subject.type.startsWith('Class') ? readClass(subject) : undefined;
  const names = new Map<string, Reference[]>();
  const optional = new Set<string>();
  const needed = new Set<string>();
  for (const reference of globalScope?.through ?? []) {
    const { name, start: at } = reference.identifier;
    if (classBody?.gone.some(([from, to]) => from <= at && at < to)) continue;
    const wasKnown = names.get(name);
    if (wasKnown) wasKnown.push(reference);
    else names.set(name, [reference]);
    (findings.guarded.has(reference.identifier) ? optional : needed).add(name);
  }
  for (const name of needed) optional.delete(name);
  const self = scopes.find(
    ({ block, type }) => block === subject && (type === 'function-expression-name' || type === 'class'),
  )?.variables[0];
  return {
    names: new Map(Array.from(names, ([name, references]) => [name, freeName(references, findings)])),
    self: self && freeName(self.references, findings),
    selfName: self?.name,
    optional,
    bound: [...findings.bound],
    ownThis: method && start !== undefined && saysThis(start),
    computedName: method && start?.computed && start.key ? [start.key.start, start.key.end] : undefined,
    imports: findings.imports,
    classBody: classBody && { ...classBody, ...earlyNames(subject as SyntaxNode, names) },
  };
}

function freeName(references: readonly Reference[], findings: Findings): FreeName {
  const mentions = references.map(({ identifier }): Mention => {
    const { start, end } = identifier;
    const form = findings.forms.get(identifier) ?? 'value';
    return { at: [start, end], form, named: findings.named.get(identifier) };
  });
  const members = references.map(({ identifier }) => findings.members.get(identifier));
  return {
    mentions,
    use: members.every((member) => member !== undefined) ? new Set(members) : 'whole',
    isWritten: references.some((reference) => reference.isWrite()),
  };
}

interface Findings {
  /** Identifiers under `typeof`, which is how portable code asks whether a name exists. */
  readonly guarded: Set<unknown>;
  /** The `member` of each identifier in `identifier.member`. */
  readonly members: Map<unknown, string>;
  readonly forms: Map<unknown, Mention['form']>;
  readonly named: Map<unknown, Range>;
  readonly bound: Set<string>;
  imports: boolean;
}

function newFindings(): Findings {
  return {
    guarded: new Set(),
    members: new Map(),
    forms: new Map(),
    named: new Map(),
    bound: new Set(),
    imports: false,
  };
}

/** Whether `this` and `super` mean, at this node, what they mean around the whole expression. */
interface Surroundings {
  readonly lexicalThis: boolean;
  readonly lexicalSuper: boolean;
}

function inspect(node: SyntaxNode, at: Surroundings, findings: Findings): void {
  const { type } = node;
  const { bound } = findings;
  note(node, findings);
  if (type === 'ImportExpression') findings.imports = true;
  if (type === 'ThisExpression' && at.lexicalThis) bound.add('this');
  if (type === 'Super' && at.lexicalSuper) bound.add('super');
  if (type === 'MetaProperty' && node.meta?.name === 'import') bound.add('import.meta');
  const inside: Surroundings = {
    lexicalThis: at.lexicalThis && !/^(Function|ClassBody)/.test(type),
    lexicalSuper: at.lexicalSuper && !/^(ObjectExpression|ClassBody)/.test(type),
  };
  for (const child of childrenOf(node)) inspect(child, inside, findings);
}

/** Notes how the identifiers that are parts of this node are used. */
function note(node: SyntaxNode, { guarded, members, forms, named }: Findings): void {
  const { left, right, value } = node;
  switch (node.type) {
    case 'UnaryExpression':
      if (node.operator === 'typeof') guarded.add(node.argument);
      break;
    case 'MemberExpression':
      if (!node.computed && node.property) members.set(node.object, node.property.name);
      break;
    case 'CallExpression':
      forms.set(node.callee, 'call');
      break;
    case 'TaggedTemplateExpression':
      forms.set(node.tag, 'call');
      break;
    case 'Property':
      // With a default, `{ name = 1 }`, the name stands inside of it.
      if (node.shorthand && value)
        forms.set(value.type === 'AssignmentPattern' ? value.left : value, 'shorthand');
      break;
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      if (left?.type === 'Identifier' && right && isAnonymous(right))
        named.set(left, [right.start, right.end]);
      break;
  }
}

function isAnonymous(node: SyntaxNode): boolean {
  return (
    node.type === 'ArrowFunctionExpression' ||
    ((node.type === 'FunctionExpression' || node.type === 'ClassExpression') && !node['id'])
  );
}

/** Whether the function of a member says `this` itself. */
function saysThis({ value }: SyntaxNode): boolean {
  const findings = newFindings();
  for (const child of childrenOf(value as SyntaxNode)) {
    inspect(child, { lexicalThis: true, lexicalSuper: false }, findings);
  }
  return findings.bound.has('this');
}

function firstMember(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'ObjectExpression') return childrenOf(node)[0];
  for (const child of childrenOf(node)) {
    const member = firstMember(child);
    if (member) return member;
  }
  return undefined;
}
