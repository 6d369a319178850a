import type { InjectionToken } from '@nestjs/common';
import { Pool } from 'rxjs-pool';
import { checkModuleValue } from './check-module-value.js';

/**
 * What a pool is provided as: to override it in tests, to get it from an application, to inject it into a factory.
 *
 * @example
 * ```ts
 * import { NestFactory } from '@nestjs/core';
 * import type { Pool } from 'rxjs-pool';
 * import { getPoolToken, PoolModule } from 'rxjs-pool/nestjs';
 *
 * const images = PoolModule.forFeature({ name: 'images', processes: 2 });
 * const app = await NestFactory.createApplicationContext(images, { logger: false });
 * console.log(app.get<Pool>(getPoolToken('images')).processes); // prints 2
 * await app.close();
 * ```
 *
 * @param name - That of `forFeature`. Default: the pool of `forRoot`.
 * @returns The class `Pool` itself without a name, a string with one.
 * @throws TypeError if the name is empty or not a string.
 */
export function getPoolToken(name?: string): InjectionToken<Pool> {
  if (name === undefined) return Pool;
  checkModuleValue('get the token of a pool', 'name', name);
  return `rxjs-pool:${name}`;
}
