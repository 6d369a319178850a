import type { Program } from 'acorn';
import { loadParsers } from './parsers.js';
import type { Script } from './find-script.js';
import type { Range } from './free-names.js';
import { childrenOf, type SyntaxNode } from './syntax.js';

/** What a variable is imported as. */
export interface ImportedName {
  readonly specifier: string;
  /** Name of the export; `*` for the namespace. */
  readonly name: string;
  /** It has attributes, as data has. */
  readonly isData: boolean;
}

/** What a module exports, of what is its own. */
export interface ExportedName {
  readonly exported: string;
  /** The variable. Undefined for a function or class without a name. */
  readonly local: string | undefined;
  /** Where that stands. */
  readonly at: Range;
}

/** What the statements of a module say to other modules. */
interface ModuleSyntax {
  readonly imports: ReadonlyMap<string, ImportedName>;
  readonly exports: readonly ExportedName[];
  /** Where its own code awaits something for the last time; -1 if it never does. */
  readonly lastAwait: number;
}

const known = new WeakMap<Script, ModuleSyntax>();

/** The variables that a module imports, by their local names. */
export function importsOf(script: Script): ReadonlyMap<string, ImportedName> {
  return syntaxOf(script).imports;
}

/** What an ECMAScript module exports. */
export function exportsOf(script: Script): readonly ExportedName[] {
  return syntaxOf(script).exports;
}

/** Where a module awaits something for the last time while it is evaluated; -1 if it never does. */
export function lastAwaitOf(script: Script): number {
  return syntaxOf(script).lastAwait;
}

function syntaxOf(script: Script): ModuleSyntax {
  if (!script.isModule) return { imports: new Map(), exports: [], lastAwait: -1 };
  const earlier = known.get(script);
  if (earlier) return earlier;
  const [acorn] = loadParsers();
  const options = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true } as const;
  return noteSyntax(script, acorn.parse(script.source, options));
}

/** Reads a module that somebody has parsed: to parse it takes longer than all else. */
export function noteSyntax(script: Script, { body }: Program): ModuleSyntax {
  const lastAwait = Math.max(-1, ...body.map((statement) => lastAwaitIn(statement as unknown as SyntaxNode)));
  const syntax = { imports: readImports(body), exports: body.flatMap(readExports), lastAwait };
  known.set(script, syntax);
  return syntax;
}

/** Where code awaits something for the last time itself, and not by its functions. */
function lastAwaitIn(node: SyntaxNode): number {
  if (node.type.includes('Function')) return -1;
  const own = node.type === 'AwaitExpression' || node['await'] === true ? node.end : -1;
  return Math.max(own, ...childrenOf(node).map(lastAwaitIn));
}

type Statement = Program['body'][number];

function readImports(body: readonly Statement[]): Map<string, ImportedName> {
  const imports = new Map<string, ImportedName>();
  for (const statement of body) {
    if (statement.type !== 'ImportDeclaration') continue;
    const specifier = String(statement.source.value);
    const isData = (statement.attributes ?? []).length > 0;
    for (const one of statement.specifiers) {
      imports.set(one.local.name, { specifier, name: importedName(one), isData });
    }
  }
  return imports;
}

type Specifier = Extract<Statement, { type: 'ImportDeclaration' }>['specifiers'][number];

function importedName(specifier: Specifier): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  return nameIn(specifier.imported);
}

function nameIn(name: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return name.name ?? String(name.value);
}

function readExports(statement: Statement): ExportedName[] {
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement;
    const at: Range = [declaration.start, declaration.end];
    const named = declaration as { id?: { name: string } | null; name?: string; type: string };
    const local = named.type.endsWith('Declaration')
      ? named.id?.name
      : named.type === 'Identifier'
        ? named.name
        : undefined;
    return [{ exported: 'default', local, at }];
  }
  if (statement.type !== 'ExportNamedDeclaration' || statement.source) return [];
  const at: Range = [statement.start, statement.end];
  const { declaration, specifiers } = statement;
  const listed = specifiers.map(({ exported, local }) => ({
    exported: nameIn(exported),
    local: nameIn(local),
    at,
  }));
  const names =
    declaration?.type === 'VariableDeclaration'
      ? declaration.declarations.flatMap(({ id }) => namesIn(id))
      : declaration
        ? [declaration.id.name]
        : [];
  return [...listed, ...names.map((name) => ({ exported: name, local: name, at }))];
}

/** The variables of a pattern. */
function namesIn(pattern: unknown): string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(namesIn);
  const node = Object(pattern) as Record<string, unknown> & { type?: string; name?: string };
  switch (node.type) {
    case 'Identifier':
      return [node.name ?? ''];
    case 'ObjectPattern':
      return namesIn(node['properties']);
    case 'ArrayPattern':
      return namesIn(node['elements']);
    case 'Property':
      return namesIn(node['value']);
    case 'AssignmentPattern':
      return namesIn(node['left']);
    case 'RestElement':
      return namesIn(node['argument']);
    default:
      return [];
  }
}
