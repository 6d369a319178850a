import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { specifiersOf } from '../../function/specifiers-of.js';

// Of 64 digits. Fewer are easier to compare by eye; with so many, two versions never look the same by accident.
const LENGTH = 16;

/**
 * A short hash of a module and of all files that it imports by relative paths: two machines have the same code if they
 * have the same hash. Packages are not read, a lock file sees to them; nor is what `import()` and `require()` load.
 *
 * @param url - A `file:` URL.
 * @throws Error (rejects) if a file cannot be read.
 */
export async function hashModule(url: string): Promise<string> {
  const hash = createHash('sha256');
  const files = new Set([url]);
  // A set goes on with what is added meanwhile; the order is that of the imports, and so the same everywhere.
  for (const file of files) {
    const code = await readFile(fileURLToPath(file), 'utf8');
    hash.update(`${code.length} ${code}`);
    for (const specifier of specifiersOf(code)) {
      if (specifier.startsWith('.')) files.add(new URL(specifier, file).href);
    }
  }
  return hash.digest('hex').slice(0, LENGTH);
}
