import type { Program } from 'acorn';
import { loadParsers } from './parsers.js';
import type { Script } from './find-script.js';

/** What a variable is imported as. */
export interface ImportedName {
  readonly specifier: string;
  /** Name of the export; `*` for the namespace. */
  readonly name: string;
}

const known = new WeakMap<Script, ReadonlyMap<string, ImportedName>>();

/** The variables that a module imports, by their local names. */
export async function importsOf(script: Script): Promise<ReadonlyMap<string, ImportedName>> {
  if (!script.isModule) return new Map();
  const earlier = known.get(script);
  if (earlier) return earlier;
  const [acorn] = await loadParsers();
  const imports = read(acorn.parse(script.source, { ecmaVersion: 'latest', sourceType: 'module' }));
  known.set(script, imports);
  return imports;
}

function read(program: Program): Map<string, ImportedName> {
  const imports = new Map<string, ImportedName>();
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration') continue;
    const specifier = String(statement.source.value);
    for (const one of statement.specifiers) {
      imports.set(one.local.name, { specifier, name: exportedName(one) });
    }
  }
  return imports;
}

type Specifier = Extract<Program['body'][number], { type: 'ImportDeclaration' }>['specifiers'][number];

function exportedName(specifier: Specifier): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  const { imported } = specifier;
  return imported.type === 'Identifier' ? imported.name : String(imported.value);
}
