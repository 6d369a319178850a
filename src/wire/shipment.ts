/** A function in a form that travels, by the way that was found for it. */
export type Shipment = { readonly id: number } & Travel;

/** The ways by which functions travel. */
export type Travel = TaskTravel | SourceTravel | ReferenceTravel | ClosureTravel;

/** Import the module at `url`, take the task registered there as `name`. */
export interface TaskTravel {
  readonly way: 'task';
  readonly url: string;
  readonly name: string;
}

/** Evaluate `code`, an expression without free variables. */
export interface SourceTravel {
  readonly way: 'source';
  readonly code: string;
  readonly name: string;
  readonly isStrict: boolean;
}

/** Import the module at `url`, follow `path` from its exports. */
export interface ReferenceTravel {
  readonly way: 'reference';
  readonly url: string;
  readonly path: readonly string[];
}

/** Rebuild the function and all that it captured. */
export interface ClosureTravel {
  readonly way: 'closure';
  /** What is to be rebuilt; parts name each other by position. The first is the function. */
  readonly parts: readonly Part[];
  /** The captured values that are plain data, serialized when they were captured. */
  readonly data: Uint8Array;
  /** Captured memory that stays shared. */
  readonly shared: readonly SharedArrayBuffer[];
}

/** A part of a closure. */
export type Part =
  /** The `at`th of the plain data. */
  | { readonly type: 'data'; readonly at: number }
  /** Something that every worker has, such as `Math.floor`. */
  | { readonly type: 'global'; readonly path: readonly string[] }
  /** `Symbol.for(key)`. */
  | { readonly type: 'symbol'; readonly key: string }
  /** What `path` leads to from the exports of the module at `url`. */
  | { readonly type: 'reference'; readonly url: string; readonly path: readonly string[] }
  /** What the module at `base` imports as `name` from `specifier`; `*` is the namespace. */
  | { readonly type: 'import'; readonly base: string; readonly specifier: string; readonly name: string }
  /** The `require` of a CommonJS module. */
  | { readonly type: 'require'; readonly base: string }
  | CodePart
  | { readonly type: 'object'; readonly entries: ReadonlyArray<readonly [key: string, part: number]> }
  | { readonly type: 'array'; readonly items: readonly number[] }
  | { readonly type: 'map'; readonly entries: ReadonlyArray<readonly [key: number, value: number]> }
  | { readonly type: 'set'; readonly items: readonly number[] }
  /** A view of shared memory, or with no `view` the memory itself. */
  | {
      readonly type: 'shared';
      readonly at: number;
      readonly view: string | undefined;
      readonly offset: number;
      readonly length: number;
    };

/** A function or class. */
export interface CodePart {
  readonly type: 'code';
  /** An expression whose value it is. */
  readonly code: string;
  /** The parts that its free variables stand for. */
  readonly free: ReadonlyArray<readonly [name: string, part: number]>;
  /** Properties that it was given besides those that `code` gives it. */
  readonly own: ReadonlyArray<readonly [key: string, part: number]>;
  /** A class needs its free variables when it is made, a function only when it is called. */
  readonly isClass: boolean;
  readonly isStrict: boolean;
  /** Where the source stands, for stack traces and for `import()`. */
  readonly origin: Origin;
}

/** A place in a file; `line` and `column` count from 0. */
export interface Origin {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}
