// The slice of eslint-scope that is used here; the package brings no types of its own.
declare module 'eslint-scope' {
  import type { Node, Program } from 'acorn';

  export interface Reference {
    readonly identifier: Node & { readonly name: string };
    readonly from: Scope;
    /** It is the first value of a variable that is declared with one. */
    readonly init?: boolean;
    isWrite(): boolean;
  }

  export interface Definition {
    readonly type: string;
    /** The declarator, the function, the class. */
    readonly node: Node;
    /** The declaration that a declarator belongs to. */
    readonly parent: (Node & { readonly kind?: string }) | null;
  }

  export interface Variable {
    readonly name: string;
    readonly scope: Scope;
    readonly defs: readonly Definition[];
    readonly references: readonly Reference[];
  }

  export interface Scope {
    readonly type: string;
    readonly block: Node;
    readonly isStrict: boolean;
    readonly upper: Scope | null;
    readonly variableScope: Scope;
    readonly variables: readonly Variable[];
  }

  export interface ScopeManager {
    readonly scopes: readonly Scope[];
    /** `through`: references that no scope of the program resolves. */
    readonly globalScope: { readonly through: readonly Reference[] } | null;
  }

  export function analyze(
    program: Program,
    options: { ecmaVersion: number; sourceType: 'module' | 'script' | 'commonjs'; ignoreEval: boolean },
  ): ScopeManager;
}
