import { importByVite } from './import-by-vite.js';
import type { Draft } from './subject.js';

/**
 * Helpers that tools put around functions and that change nothing but names, with what stands in for them in a
 * worker. They are not captured, so that a function that uses nothing else still travels by its source.
 */
export const helpersOfTools: ReadonlyMap<string, string> = new Map([
  // esbuild and what builds on it (tsx, vite), with keepNames.
  ['__name', '(fn) => fn'],
]);

/** What stands in a worker for a helper of a tool; undefined for any other name. */
export function helperOf(name: string, url: string): Draft | undefined {
  const helper = name === '__vite_ssr_dynamic_import__' ? importByVite(url) : helpersOfTools.get(name);
  if (helper === undefined) return undefined;
  return {
    type: 'code',
    code: `(${helper})`,
    free: [],
    called: undefined,
    own: [],
    prototype: [],
    parent: undefined,
    inherits: undefined,
    statics: undefined,
    early: [],
    heritage: undefined,
    isClass: false,
    isStrict: true,
    origin: { url, line: 0, column: 0 },
  };
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
