/** A function as the queue carries it. */
export type FunctionData = ModuleFunction | SourceFunction;

/** A function that the workers have: in a module of theirs, which must be the same as the driver's. */
export interface ModuleFunction {
  readonly kind: 'module';
  /** Name of the module's file, without the folder: that differs from machine to machine. */
  readonly file: string;
  /** What `hashModule` says of it. */
  readonly hash: string;
  /** Name of the task, or undefined for a function that is only exported. */
  readonly task?: string;
  /** Where an exported function is found from the module's exports. */
  readonly path?: readonly string[];
}

/** A function by its source, as a shipment that was encoded; for workers that were started with `--allow-source`. */
export interface SourceFunction {
  readonly kind: 'source';
  /** Names it, over all drivers. */
  readonly key: string;
  readonly name: string;
  readonly shipment: string;
}
