import type { ConfigurableModuleAsyncOptions } from '@nestjs/common';
import type { PoolModuleOptions } from './pool-module-options.js';
import type { PoolScope } from './pool-scope.js';

/** How to come by the options of a pool: Nest's `useFactory` with `inject` and `imports`, `useClass` or `useExisting`. */
export type PoolModuleAsyncOptions = ConfigurableModuleAsyncOptions<PoolModuleOptions> & PoolScope;
