import type { Parsers } from './parsers.js';

/** Loads them at first use, where there is no `require()`: bundlers make a chunk of its own of them. */
export async function loadParsers(): Promise<Parsers> {
  const { acorn, eslintScope } = await import('./bundled-parsers.js');
  return [acorn, eslintScope];
}
