/** A variable that travels with a function. */
export interface CapturedVariable {
  /** What the function calls it. */
  readonly name: string;
  /**
   * What it is; `data` is copied, `import` and `reference` are imported in the worker, and a compiled `WebAssembly.Module` counts as
   * `shared memory`.
   */
  readonly kind:
    'data' | 'function' | 'class' | 'object' | 'import' | 'reference' | 'global' | 'shared memory';
  /** Size of what is copied, in bytes; undefined where nothing is. */
  readonly bytes: number | undefined;
  /** When its value is read: at each call, or once, as it cannot change, is shared, imported, or larger than 64 kB. */
  readonly read: 'at each call' | 'once';
  /** Where an import or a reference comes from. */
  readonly from: string | undefined;
}
