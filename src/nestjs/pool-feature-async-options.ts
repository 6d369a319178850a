import type { PoolFeatureOptions } from './pool-feature-options.js';
import type { PoolModuleAsyncOptions } from './pool-module-async-options.js';

/** A named pool, and how to come by its options. */
export type PoolFeatureAsyncOptions = PoolModuleAsyncOptions & Pick<PoolFeatureOptions, 'name'>;
