import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadParsers } from '../../function/parsers.js';

// Of 64 digits. Fewer are easier to compare by eye; with so many, two versions never look the same by accident.
const LENGTH = 16;

/**
 * A short hash of a module and of all files that it imports by relative paths: two machines have the same code if they
 * have the same hash. Packages are not read; a lock file sees to them.
 *
 * @param url - A `file:` URL.
 * @throws Error (rejects) if a file cannot be read.
 */
export async function hashModule(url: string): Promise<string> {
  const [acorn] = await loadParsers();
  const hash = createHash('sha256');
  const files = new Set([url]);
  // A set goes on with what is added meanwhile; the order is that of the imports, and so the same everywhere.
  for (const file of files) {
    const code = await readFile(fileURLToPath(file), 'utf8');
    hash.update(`${code.length} ${code}`);
    for (const specifier of specifiersOf(code, acorn.parse)) {
      if (specifier.startsWith('.')) files.add(new URL(specifier, file).href);
    }
  }
  return hash.digest('hex').slice(0, LENGTH);
}

type Parse = typeof import('acorn').parse;

/** What a module imports and re-exports; nothing for what is no JavaScript, such as TypeScript. */
function specifiersOf(code: string, parse: Parse): string[] {
  try {
    const { body } = parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    return body.flatMap((statement) => {
      const source = 'source' in statement ? statement.source : undefined;
      return typeof source?.value === 'string' ? [source.value] : [];
    });
  } catch {
    return [];
  }
}
