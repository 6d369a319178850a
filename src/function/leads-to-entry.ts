import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { specifiersOf } from './specifiers-of.js';

const require = createRequire(import.meta.url);

/** True for the file that the program was started with: importing it would start the program again. */
export function isEntry(url: string): boolean {
  const entry = entryFile();
  return entry !== undefined && url.startsWith('file:') && fileURLToPath(url) === entry;
}

const known = new Map<string, boolean>();

/** True for a module that imports the entry file, by whatever way: a worker that imports the one would run the other. */
export function leadsToEntry(url: string): boolean {
  if (entryFile() === undefined || !url.startsWith('file:')) return false;
  const earlier = known.get(url);
  if (earlier !== undefined) return earlier;
  const found = isEntry(url) || search(fileURLToPath(url), fileOf(process.argv[1] ?? ''));
  known.set(url, found);
  return found;
}

/** Follows what may be imports at first sight, and has the parser confirm what seems to lead there. */
function search(start: string, entry: string): boolean {
  const importers = new Map<string, string>();
  const open = new Set([start]);
  // A set hands on what is added while it is walked.
  for (const file of open) {
    for (const specifier of specifiersAtFirstSight(file)) {
      const found = resolve(file, specifier);
      if (found === undefined || open.has(found)) continue;
      importers.set(found, file);
      open.add(found);
    }
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

/** What stands in quotes behind `from`, `import` or `require(`, also in comments. */
function specifiersAtFirstSight(file: string): string[] {
  const found: string[] = [];
  for (const [, specifier] of read(file).matchAll(/\b(?:from|import|require\()\s?['"](\.[^'"\n]*)['"]/g)) {
    if (specifier !== undefined) found.push(specifier);
  }
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
