// Only this door, and what it imports, knows NestJS.
export { getPoolToken } from './get-pool-token.js';
export { InjectPool } from './inject-pool.js';
export type { PoolFeatureAsyncOptions } from './pool-feature-async-options.js';
export type { PoolFeatureOptions } from './pool-feature-options.js';
export { PoolHealthIndicator } from './pool-health-indicator.js';
export type { PoolHealthLimits } from './pool-health-limits.js';
export type { PoolHealth } from './pool-health.js';
export type { PoolModuleAsyncOptions } from './pool-module-async-options.js';
export type { PoolModuleOptions } from './pool-module-options.js';
export { PoolModule } from './pool-module.js';
export type { PoolScope } from './pool-scope.js';
