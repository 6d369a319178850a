// Made by the build, of the packages themselves.

export declare const acorn: typeof import('acorn');
export declare const eslintScope: typeof import('eslint-scope');
