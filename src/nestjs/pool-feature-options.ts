import type { PoolModuleOptions } from './pool-module-options.js';
import type { PoolScope } from './pool-scope.js';

/** The options of a named pool. */
export interface PoolFeatureOptions extends PoolModuleOptions, PoolScope {
  /** For `@InjectPool(name)` and `getPoolToken(name)`; a string that is not empty. */
  name: string;
}
