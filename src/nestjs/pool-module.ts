import { ConfigurableModuleBuilder, Module, type DynamicModule } from '@nestjs/common';
import { checkModuleValue } from './check-module-value.js';
import { getPoolToken } from './get-pool-token.js';
import type { PoolFeatureAsyncOptions } from './pool-feature-async-options.js';
import type { PoolFeatureOptions } from './pool-feature-options.js';
import { PoolHealthIndicator } from './pool-health-indicator.js';
import { PoolKeeper } from './pool-keeper.js';
import type { PoolModuleAsyncOptions } from './pool-module-async-options.js';
import type { PoolModuleOptions } from './pool-module-options.js';
import type { PoolScope } from './pool-scope.js';

/**
 * Gives an application pools: they are made with it, log the crashes of their workers, and close with it.
 *
 * On shutdown, after Nest has waited for its open requests, a pool lets its calls end for at most `shutdownTimeout` and
 * then terminates its workers. That takes `app.enableShutdownHooks()`, or a call of `app.close()`. Nest asks its modules
 * one after the other: the times of several pools add up.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Pool } from 'rxjs-pool';
 * import { PoolModule } from 'rxjs-pool/nestjs';
 *
 * @Injectable()
 * class Squares {
 *   constructor(private readonly pool: Pool) {}
 *
 *   of(numbers: number[]): Promise<number[]> {
 *     return this.pool.map((x: number) => x * x, numbers);
 *   }
 * }
 *
 * @Module({ imports: [PoolModule.forRoot({ processes: 2 })], providers: [Squares] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * console.log(await app.get(Squares).of([1, 2, 3])); // prints [ 1, 4, 9 ]
 * await app.close();
 * ```
 */
export class PoolModule {
  /**
   * The pool of the application, injected as `Pool` or by `@InjectPool()`.
   *
   * @param options - Those of `new Pool()`, `shutdownTimeout` and `isGlobal`.
   * @throws TypeError or RangeError for an option that does not exist or has a wrong value.
   */
  static forRoot(options: PoolModuleOptions & PoolScope = {}): DynamicModule {
    checkNow('call PoolModule.forRoot', options);
    return root.forRoot(options);
  }

  /**
   * The same with options that come from elsewhere, such as Nest's `ConfigService`.
   *
   * @example
   * ```ts
   * import { NestFactory } from '@nestjs/core';
   * import { Pool } from 'rxjs-pool';
   * import { PoolModule } from 'rxjs-pool/nestjs';
   *
   * const root = PoolModule.forRootAsync({ useFactory: () => Promise.resolve({ processes: 3 }) });
   * const app = await NestFactory.createApplicationContext(root, { logger: false });
   * console.log(app.get(Pool).processes); // prints 3
   * await app.close();
   * ```
   *
   * @param options - `useFactory`, with `inject` and `imports` for what it is called with, `useClass` or `useExisting`.
   * Wrong values of what it returns are errors of the application's start.
   * @throws TypeError if there is none of these.
   */
  static forRootAsync(options: PoolModuleAsyncOptions): DynamicModule {
    checkLater('call PoolModule.forRootAsync', options);
    return root.forRootAsync(options);
  }

  /**
   * A pool with a name, injected by `@InjectPool(name)` in the modules that import it. Each call makes a pool of its own:
   * several modules share one that is `isGlobal`, or that one of them exports.
   *
   * @param options - Those of `forRoot`, and the `name`.
   * @throws TypeError or RangeError for an option that does not exist or has a wrong value.
   */
  static forFeature(options: PoolFeatureOptions): DynamicModule {
    const action = 'call PoolModule.forFeature';
    checkModuleValue(action, 'options', options);
    const { name, ...others } = options;
    checkModuleValue(action, 'name', name);
    checkNow(action, others);
    return feature.forFeature(options);
  }

  /**
   * The same with options that come from elsewhere.
   *
   * @param options - Those of `forRootAsync`, and the `name`.
   * @throws TypeError if the name is empty or not a string, or there is nothing that gives options.
   */
  static forFeatureAsync(options: PoolFeatureAsyncOptions): DynamicModule {
    const action = 'call PoolModule.forFeatureAsync';
    checkLater(action, options);
    checkModuleValue(action, 'name', options.name);
    return feature.forFeatureAsync(options);
  }
}

Module({})(PoolModule);

const OPTIONS = Symbol('rxjs-pool options');
const builder = new ConfigurableModuleBuilder<PoolModuleOptions>({ optionsInjectionToken: OPTIONS });

const root = builder
  .setClassMethodName('forRoot')
  .setExtras<PoolScope>({ isGlobal: true }, (definition, { isGlobal = true }) =>
    withPool(definition, isGlobal),
  )
  .build().ConfigurableModuleClass;

const feature = builder
  .setClassMethodName('forFeature')
  .setExtras<PoolScope & { name: string }>(
    { isGlobal: false, name: '' },
    (definition, { isGlobal = false, name }) => withPool(definition, isGlobal, name),
  )
  .build().ConfigurableModuleClass;

function withPool(
  { providers = [], ...definition }: DynamicModule,
  isGlobal: boolean,
  name?: string,
): DynamicModule {
  const token = getPoolToken(name);
  return {
    ...definition,
    module: PoolModule,
    global: isGlobal,
    providers: [
      ...providers,
      {
        provide: PoolKeeper,
        useFactory: (options: PoolModuleOptions) => new PoolKeeper(options, name),
        inject: [OPTIONS],
      },
      { provide: token, useFactory: ({ pool }: PoolKeeper) => pool, inject: [PoolKeeper] },
      PoolHealthIndicator,
    ],
    exports: [token, PoolHealthIndicator],
  };
}

/** Complains here, where the stack shows who is to mend it, rather than when the application starts. */
function checkNow(action: string, options: PoolModuleOptions & PoolScope): void {
  checkModuleValue(action, 'options', options);
  const { isGlobal = false, ...others } = options;
  checkModuleValue(action, 'isGlobal', isGlobal);
  // No worker starts before the first call.
  void new PoolKeeper(others);
}

/** What gives the options is asked when the application starts; this is all that can be said before. */
function checkLater(action: string, options: PoolModuleAsyncOptions): void {
  checkModuleValue(action, 'options', options);
  const { isGlobal = false, useFactory, useClass, useExisting } = options;
  checkModuleValue(action, 'isGlobal', isGlobal);
  checkModuleValue(action, 'useFactory', useFactory ?? useClass ?? useExisting);
}
