import type { UnshippableFunctionError } from '../errors.js';
import type { CapturedVariable } from './captured-variable.js';

/** How a function would travel to a worker. */
export interface FunctionExplanation {
  /** The function's name. */
  readonly name: string;
  /** The way that was found, or `refused`. */
  readonly way: 'task' | 'source' | 'reference' | 'closure' | 'refused';
  /** The module that workers import, for `task` and `reference`. */
  readonly url: string | undefined;
  /** The task's name, or the path from the module's exports. */
  readonly path: string | undefined;
  /** What travels with it, for `closure`. */
  readonly captured: readonly CapturedVariable[];
  /** What is in the way, for `refused`. */
  readonly refusal: UnshippableFunctionError | undefined;
}
