import { createRequire } from 'node:module';

/** What reads source: the parser, and the analysis of its scopes. */
export type Parsers = readonly [acorn: typeof import('acorn'), eslintScope: typeof import('eslint-scope')];

let parsers: Parsers | undefined;

/**
 * Loads them at first use: most of the time of importing this package would go into them, and many never need them.
 *
 * By `require()`, as Node takes 12 ms of CPU time for that and 30 ms for `import()` of the same files.
 */
export function loadParsers(): Parsers {
  if (parsers) return parsers;
  const require = createRequire(import.meta.url);
  parsers = [require('acorn') as Parsers[0], require('eslint-scope') as Parsers[1]];
  return parsers;
}
