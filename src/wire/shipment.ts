/** A function in a form that travels, by the way that was found for it. */
export type Shipment = {
  readonly id: number;
  /** The classes that both sides know, if they read differently now than in the greeting. */
  readonly classes?: readonly ClassShipment[];
} & Travel;

/** A class that both sides know, then its `toData` and its `fromData`; nothing of a class that the worker has already. */
export type ClassShipment = readonly Shipment[];

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
  /** The part that is the function. */
  readonly root: number;
  /** All that it is made of; parts name each other by their ids. A worker keeps them: what it has is not sent again. */
  readonly parts: readonly Part[];
}

/** A part of a closure, as it was at one reading. */
export type Part = {
  readonly id: number;
  /** What was read: the same in each reading of one variable, function or object. */
  readonly subject: number;
  /** What the program calls it. */
  readonly name: string;
} & Content<Ref>;

/** Another part, or a primitive value. */
export type Ref = { readonly part: number } | { readonly value: unknown };

/** What a part is made of; `R` names other parts. */
export type Content<R> =
  /** Plain data, serialized when it was captured. */
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  /** One of several values that were serialized together, as they have something in common. */
  | { readonly type: 'member'; readonly of: R; readonly at: number }
  /** A variable that functions assign. */
  | { readonly type: 'variable'; readonly value: R; readonly isConstant: boolean }
  /** Something that every worker has, such as `Math.floor`. */
  | { readonly type: 'global'; readonly path: readonly string[] }
  /** `Symbol.for(key)`. */
  | { readonly type: 'symbol'; readonly key: string }
  /** What `path` leads to from the exports of the module at `url`. */
  | { readonly type: 'reference'; readonly url: string; readonly path: readonly string[] }
  /** What the module at `base` imports as `export` from `specifier`; `*` is the namespace. */
  | { readonly type: 'import'; readonly base: string; readonly specifier: string; readonly export: string }
  /** An object of a module, of which the program has replaced members. */
  | { readonly type: 'patched'; readonly of: R; readonly properties: ReadonlyArray<Property<R>> }
  /** The `require` of a CommonJS module. */
  | { readonly type: 'require'; readonly base: string }
  | CodeContent<R>
  /** An instance that its class makes from data. */
  | { readonly type: 'made'; readonly by: R; readonly data: R }
  /** The `prototype` of a function or class. */
  | { readonly type: 'prototype'; readonly of: R }
  | ObjectContent<R>
  | { readonly type: 'array'; readonly items: readonly R[]; readonly integrity: Integrity }
  | { readonly type: 'map'; readonly entries: ReadonlyArray<readonly [key: R, value: R]> }
  | { readonly type: 'set'; readonly items: readonly R[] }
  /** What threads have in common: memory, or a compiled `WebAssembly.Module`. */
  | { readonly type: 'shared'; readonly value: object }
  /** A view of shared memory. */
  | {
      readonly type: 'view';
      readonly of: R;
      readonly kind: string;
      readonly at: number;
      readonly length: number;
    };

/** A function or class. */
export interface CodeContent<R> {
  readonly type: 'code';
  /** An expression whose value it is. */
  readonly code: string;
  /** What its free variables stand for. */
  readonly free: ReadonlyArray<readonly [name: string, value: R]>;
  /** Its `name`; undefined if that is what the code gives it. */
  readonly called: string | undefined;
  /** Properties that it has besides those that `code` gives it. */
  readonly own: ReadonlyArray<Property<R>>;
  /** The same of its prototype, and those that the code gives it and that are gone. */
  readonly prototype: ReadonlyArray<Property<R>>;
  /** What its prototype inherits from, if that is not what the code makes of it. */
  readonly parent: R | undefined;
  /** What it inherits from itself, likewise. */
  readonly inherits: R | undefined;
  /** The values of private static fields, and the name by which the code asks for them. */
  readonly statics: { readonly name: string; readonly values: readonly R[] } | undefined;
  /** Which of its free variables the names of a class's members are computed with, when it is defined. */
  readonly early: readonly string[];
  /** The free variable that a class extends. */
  readonly heritage: string | undefined;
  readonly isClass: boolean;
  readonly isStrict: boolean;
  /** Where the source stands, for stack traces and for `import()`. */
  readonly origin: Origin;
}

/** An object that is rebuilt property by property. */
export interface ObjectContent<R> {
  readonly type: 'object';
  /** What it is besides an object: an error, a regular expression. */
  readonly base: 'object' | 'error' | { readonly source: string; readonly flags: string };
  /** What it inherits from; undefined for what its base does. */
  readonly parent: R | undefined;
  readonly properties: ReadonlyArray<Property<R>>;
  readonly integrity: Integrity;
}

/** A property by its key, a name or a symbol; without a `value`, one that is gone. */
export interface Property<R> {
  readonly key: R;
  readonly value?: R;
  readonly get?: R;
  readonly set?: R;
  readonly isEnumerable: boolean;
  readonly isWritable: boolean;
}

/** What `Object.freeze` and its kin have done. */
export type Integrity = 'frozen' | 'sealed' | 'fixed' | undefined;

/** A place in a file; `line` and `column` count from 0. */
export interface Origin {
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** A tool has made the file of another one, which the pool's thread alone can tell. */
  readonly isGenerated?: boolean;
}
