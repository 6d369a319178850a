import { Inject } from '@nestjs/common';
import { getPoolToken } from './get-pool-token.js';

/**
 * Injects a pool into a constructor or a property.
 *
 * The pool of `forRoot` needs no decorator where the compiler emits decorator metadata: its token is the class `Pool`.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Pool } from 'rxjs-pool';
 * import { InjectPool, PoolModule } from 'rxjs-pool/nestjs';
 *
 * @Injectable()
 * class Thumbnails {
 *   constructor(
 *     readonly pool: Pool,
 *     @InjectPool('images') readonly images: Pool,
 *   ) {}
 * }
 *
 * @Module({
 *   imports: [PoolModule.forRoot({ processes: 1 }), PoolModule.forFeature({ name: 'images', processes: 2 })],
 *   providers: [Thumbnails],
 * })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const { pool, images } = app.get(Thumbnails);
 * console.log(pool.processes, images.processes); // prints 1 2
 * await app.close();
 * ```
 *
 * @param name - That of `forFeature`. Default: the pool of `forRoot`.
 * @throws TypeError if the name is empty or not a string.
 */
export function InjectPool(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getPoolToken(name));
}
