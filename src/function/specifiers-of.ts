import { loadParsers } from './parsers.js';

/** What the statements of a module import and re-export; nothing for what is no JavaScript, such as TypeScript. */
export function specifiersOf(code: string): string[] {
  const [acorn] = loadParsers();
  try {
    const options = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true } as const;
    return acorn.parse(code, options).body.flatMap((statement) => {
      const source = 'source' in statement ? statement.source : undefined;
      return typeof source?.value === 'string' ? [source.value] : [];
    });
  } catch {
    return [];
  }
}
