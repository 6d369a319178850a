import { importByVite } from './import-by-vite.js';

/**
 * Helpers that tools put around functions and that change nothing but names, with what stands in for them in a
 * worker. They are not captured, so that a function that uses nothing else still travels by its source.
 */
export const helpersOfTools: ReadonlyMap<string, string> = new Map([
  // esbuild and what builds on it (tsx, vite), with keepNames.
  ['__name', '(fn) => fn'],
]);

/** The code that stands in a worker for a helper of a tool; undefined for any other name. */
export function helperCode(name: string, url: string): string | undefined {
  if (name === '__vite_ssr_dynamic_import__') return importByVite(url);
  const helper = helpersOfTools.get(name);
  return helper === undefined ? undefined : `(${helper})`;
}

/** What a name says about the tool that made it up; empty for a name that a person may have chosen. */
export function explainName(name: string): string {
  if (name.startsWith('__vite_ssr_import_')) return ' (an import, as vitest renames it)';
  if (name.startsWith('cov_')) return ' (a counter of istanbul coverage: use v8 coverage)';
  if (/^__(awaiter|generator|spread|read|values|rest|assign|decorate)/.test(name)) {
    return ' (a helper of the TypeScript compiler: raise its target)';
  }
  if (name === 'require' || name === 'module' || name === 'exports' || name.startsWith('__')) {
    return ' (it belongs to the file where the function was written)';
  }
  return '';
}
