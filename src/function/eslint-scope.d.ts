// The slice of eslint-scope that free-names.ts uses; the package brings no types of its own.
declare module 'eslint-scope' {
  import type { Program } from 'acorn';

  export interface Reference {
    readonly identifier: { readonly name: string };
  }

  export interface ScopeManager {
    /** `through`: references that no scope of the program resolves. */
    readonly globalScope: { readonly through: readonly Reference[] } | null;
  }

  export function analyze(
    program: Program,
    options: { ecmaVersion: number; sourceType: 'module' | 'script'; ignoreEval: boolean },
  ): ScopeManager;
}
