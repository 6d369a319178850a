import {
  createEnvironmentInjector,
  type EnvironmentInjector,
  Injector,
  PLATFORM_ID,
  runInInjectionContext,
} from '@angular/core';
import { Pool, PoolClosedError, poolMap } from 'rxjs-pool';
import { injectPool, providePool } from 'rxjs-pool/angular';
import { of } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { collect, rejection, within } from '../helpers.js';

const injectors: EnvironmentInjector[] = [];

/** What an application has: an injector that knows its platform, and its providers. */
function application(platform: string, ...providers: Parameters<typeof createEnvironmentInjector>[0]) {
  const root = Injector.create({ providers: [{ provide: PLATFORM_ID, useValue: platform }] });
  const injector = createEnvironmentInjector(providers, root as EnvironmentInjector);
  injectors.push(injector);
  return injector;
}

const poolOf = (injector: Injector) => runInInjectionContext(injector, injectPool);

afterEach(() => {
  for (const injector of injectors.splice(0)) injector.destroy();
});

describe('providePool', () => {
  it('makes one pool for an injector, with these options, when it is asked for', async () => {
    let isMade = 0;
    const initializer = () => undefined;
    const options = {
      get processes() {
        isMade++;
        return 2;
      },
      initializer,
    };
    const injector = application('browser', providePool(options));
    expect(isMade).toBe(0);
    const pool = poolOf(injector);
    expect(pool).toBeInstanceOf(Pool);
    expect(pool.processes).toBe(2);
    expect(poolOf(injector)).toBe(pool);
    expect(await within(pool.map((x: number) => x * 2, [1, 2]))).toEqual([2, 4]);
  });

  it('gives an inner injector a pool of its own', () => {
    const outer = application('browser', providePool({ processes: 1 }));
    const inner = createEnvironmentInjector([providePool({ processes: 2 })], outer);
    injectors.push(inner);
    const plain = createEnvironmentInjector([], outer);
    injectors.push(plain);
    expect(poolOf(inner).processes).toBe(2);
    expect(poolOf(plain)).toBe(poolOf(outer));
  });

  it('closes the pool with its injector: what has begun ends, and nothing else begins', async () => {
    const injector = application('browser', providePool({ processes: 1 }));
    const pool = poolOf(injector);
    const begun = pool.map((x: number) => x + 1, [1, 2, 3]);
    injectors.splice(0);
    injector.destroy();
    expect(await within(begun)).toEqual([2, 3, 4]);
    expect(await rejection(pool.apply(() => 1))).toBeInstanceOf(PoolClosedError);
    await within(pool.join());
  });

  it('runs in the one thread of a server', async () => {
    const worker = () => {
      throw new Error('a server has no workers');
    };
    const pool = poolOf(application('server', providePool({ worker, processes: 8 })));
    expect(pool.processes).toBe(1);
    let calls = 0;
    expect(await collect(of(1, 2).pipe(poolMap((x) => x + calls++, { pool })))).toEqual([[1, 3]]);
    expect(calls).toBe(2);
  });

  it('checks its options when the pool is made', () => {
    const injector = application('browser', providePool({ processes: 0 }));
    expect(() => poolOf(injector)).toThrow(RangeError);
  });
});

describe('injectPool', () => {
  it('says that it needs an injection context', () => {
    expect(() => injectPool()).toThrow('NG0203');
  });
});
