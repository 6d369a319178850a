import { DestroyRef, inject, PLATFORM_ID } from '@angular/core';
import { inlineExecutor } from '../backends/inline/inline-executor.js';
import type { PoolOptions } from '../pool/pool-options.js';
import { Pool } from '../pool/pool.js';

/** Makes the pool of the injector at hand, which closes it. */
export function createPool(options?: PoolOptions): Pool {
  // What a page shows first is rendered for many at once: workers for each would only be in each other's way.
  const isServer = inject<unknown>(PLATFORM_ID) === 'server';
  const pool = new Pool(isServer ? { executor: inlineExecutor() } : options);
  inject(DestroyRef).onDestroy(() => pool.close());
  return pool;
}
