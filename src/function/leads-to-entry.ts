import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { specifiersOf } from './specifiers-of.js';

const require = createRequire(import.meta.url);

/** True for the file that the program was started with: importing it would start the program again. */
export function isEntry(url: string): boolean {
  return url.startsWith('file:') && fileURLToPath(url) === entryFile();
}

const known = new Map<string, boolean>();

/** True for a module that imports the entry file, by whatever way: a worker that imports the one would run the other. */
export function leadsToEntry(url: string): boolean {
  const entry = entryFile();
  if (entry === undefined || !url.startsWith('file:')) return false;
  const earlier = known.get(url);
  if (earlier !== undefined) return earlier;
  const found = isEntry(url) || search(fileURLToPath(url), entry);
  known.set(url, found);
  return found;
}

/** Follows what may be imports at first sight, and has the parser confirm what seems to lead there. */
function search(start: string, entry: string): boolean {
  const importers = new Map<string, string>();
  const open = new Set([start]);
  // A set hands on what is added while it is walked.
  for (const file of open) {
    for (const found of filesAtFirstSight(file)) {
      if (open.has(found)) continue;
      importers.set(found, file);
      open.add(found);
    }
    if (importers.has(entry)) break;
  }
  if (!importers.has(entry)) return false;
  for (let file = entry; file !== start;) {
    const importer = importers.get(file) ?? start;
    const specifiers = specifiersOf(read(importer));
    // What is no JavaScript to the parser, such as CommonJS with a `return`, or TypeScript, is believed.
    if (specifiers.length > 0 && !specifiers.some((one) => resolve(importer, one) === file)) return false;
    file = importer;
  }
  return true;
}

const filesOf = new Map<string, readonly string[]>();

/** The files that stand in quotes behind `from`, `import` or `require(`, also in comments; read once. */
function filesAtFirstSight(file: string): readonly string[] {
  const earlier = filesOf.get(file);
  if (earlier) return earlier;
  const found: string[] = [];
  for (const [, specifier] of read(file).matchAll(/\b(?:from|import|require\()\s?['"](\.[^'"\n]*)['"]/g)) {
    const imported = specifier === undefined ? undefined : resolve(file, specifier);
    if (imported !== undefined) found.push(imported);
  }
  filesOf.set(file, found);
  return found;
}

/** Packages do not import the programs that use them. */
function resolve(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  try {
    return realpathSync(createRequire(file).resolve(specifier));
  } catch {
    return undefined;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function entryFile(): string | undefined {
  const [, entry] = process.argv;
  return entry === undefined ? undefined : fileOf(entry);
}

const files = new Map<string, string>();

function fileOf(entry: string): string {
  const earlier = files.get(entry);
  if (earlier !== undefined) return earlier;
  let file = entry;
  try {
    file = realpathSync(require.resolve(entry));
  } catch {
    // Given to Node in a way that leaves no file to find.
  }
  files.set(entry, file);
  return file;
}
