import { Injectable } from '@nestjs/common';
import type { Pool } from 'rxjs-pool';
import { checkModuleValue } from './check-module-value.js';
import type { PoolHealthLimits } from './pool-health-limits.js';
import type { PoolHealth } from './pool-health.js';

const ACTION = 'check the health of a pool';

/**
 * Tells how a pool is, for `HealthCheckService` of `@nestjs/terminus` or for an endpoint of your own.
 *
 * Every `PoolModule` provides it. The first check begins to note how long items wait.
 *
 * @example
 * ```ts
 * import { NestFactory } from '@nestjs/core';
 * import { Pool } from 'rxjs-pool';
 * import { PoolHealthIndicator, PoolModule } from 'rxjs-pool/nestjs';
 *
 * const root = PoolModule.forRoot({ processes: 2 });
 * const app = await NestFactory.createApplicationContext(root, { logger: false });
 * const pools = app.get(PoolHealthIndicator);
 * console.log(pools.check('pool', app.get(Pool), { maxWait: 10_000 }).pool.status); // prints up
 * await app.close();
 * console.log(pools.check('pool', app.get(Pool)).pool.message); // prints the pool is closed
 * ```
 */
export class PoolHealthIndicator {
  /**
   * Looks at a pool.
   *
   * @param key - What the pool is called in the result.
   * @param pool - The pool.
   * @param limits - What it may be at and still be up.
   * @returns An object with the key, as `HealthCheckService.check([() => pools.check('pool', pool)])` takes it.
   * @throws TypeError for a limit that is no number of 0 or more.
   */
  check<const Key extends string>(
    key: Key,
    pool: Pool,
    { maxQueued = Infinity, maxWait = Infinity }: PoolHealthLimits = {},
  ): Record<Key, PoolHealth> {
    checkModuleValue(ACTION, 'maxQueued', maxQueued);
    checkModuleValue(ACTION, 'maxWait', maxWait);
    const { state, workers, queued, oldest } = pool.stats;
    const complaints = [
      state !== 'open' && `the pool is ${state}`,
      queued > maxQueued && `items that wait: ${queued}, and at most ${maxQueued} may`,
      oldest > maxWait && `one has waited for ${Math.ceil(oldest)} ms, and may for ${maxWait}`,
    ].filter((complaint) => complaint !== false);
    const health: PoolHealth = {
      status: complaints.length === 0 ? 'up' : 'down',
      ...(complaints.length > 0 && { message: complaints.join(', ') }),
      workers: workers.idle + workers.busy,
      processes: pool.processes,
      queued,
      oldest: Math.round(oldest),
    };
    return { [key]: health } as Record<Key, PoolHealth>;
  }
}

// Not by the syntax of decorators, which the compilers of applications understand in two ways.
Injectable()(PoolHealthIndicator);
