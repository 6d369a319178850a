import { Inject, Injectable, Module, type INestApplicationContext, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  inlineExecutor,
  Pool,
  PoolClosedError,
  PoolTerminatedError,
  type PoolOptions,
  type WorkerCrash,
} from 'rxjs-pool';
import {
  getPoolToken,
  InjectPool,
  PoolHealthIndicator,
  PoolModule,
  type PoolModuleAsyncOptions,
  type PoolModuleOptions,
} from 'rxjs-pool/nestjs';
import { afterEach, describe, expect, it } from 'vitest';
import { held } from '../fixtures/tasks.js';
import { probes, rejection, upTo, within } from '../helpers.js';

type Imports = NonNullable<Parameters<typeof Module>[0]['imports']>;
type Providers = NonNullable<Parameters<typeof Module>[0]['providers']>;

const open: INestApplicationContext[] = [];

/** A logger that keeps what it is told. */
class Log implements LoggerService {
  readonly lines: string[] = [];

  log(): void {
    // Nest tells of its own start.
  }

  warn(message: string, ...[context]: unknown[]): void {
    this.lines.push(`warn [${String(context)}] ${message}`);
  }

  error(message: string, ...others: unknown[]): void {
    this.lines.push(`error [${String(others.at(-1))}] ${message}`);
  }
}

/** A module as `@Module` makes it. */
function moduleOf(imports: Imports, providers: Providers = []): new () => object {
  class Some {}
  Module({ imports, providers })(Some);
  return Some;
}

async function start(imports: Imports, providers: Providers = [], logger: Log | false = false) {
  const application = await within(
    NestFactory.createApplicationContext(moduleOf(imports, providers), { logger, abortOnError: false }),
  );
  open.push(application);
  return application;
}

afterEach(async () => {
  for (const application of open.splice(0)) await within(application.close());
});

const exits = (n: number): number => (n === 2 ? process.exit(3) : n);
const never = (): void => {
  for (;;);
};

describe('PoolModule.forRoot', () => {
  it('makes the pool of the application, with these options, for every module', async () => {
    const inner = moduleOf([], [{ provide: 'INNER', useFactory: (pool: Pool) => pool, inject: [Pool] }]);
    const application = await start([PoolModule.forRoot({ processes: 2 }), inner]);
    const pool = application.get(Pool);
    expect(pool).toBeInstanceOf(Pool);
    expect(pool.processes).toBe(2);
    expect(application.get('INNER', { strict: false })).toBe(pool);
    expect(await within(pool.map((x: number) => x * 2, [1, 2]))).toEqual([2, 4]);
  });

  it('takes no options for a pool as new Pool() makes it', async () => {
    const application = await start([PoolModule.forRoot()]);
    expect(application.get(Pool).processes).toBe(new Pool().processes);
  });

  it('keeps a pool that is not global to those who import it', async () => {
    const inner = moduleOf([], [{ provide: 'INNER', useFactory: (pool: Pool) => pool, inject: [Pool] }]);
    const imports = [PoolModule.forRoot({ isGlobal: false, processes: 1 }), inner];
    expect(String(await rejection(start(imports)))).toContain("can't resolve dependencies");
    await start([PoolModule.forRoot({ processes: 1 }), inner]);
  });

  it('takes another backend', async () => {
    const application = await start([
      PoolModule.forRoot({ executor: inlineExecutor(), shutdownTimeout: 10 }),
    ]);
    let calls = 0;
    expect(await within(application.get(Pool).map(() => ++calls, [0, 0]))).toEqual([1, 2]);
    expect(calls).toBe(2);
  });
});

describe('PoolModule.forRootAsync', () => {
  const config = { provide: 'CONFIG', useValue: { processes: 3 } };

  it('asks a factory, with what it injects from its imports', async () => {
    class ConfigModule {}
    Module({ providers: [config], exports: ['CONFIG'] })(ConfigModule);
    const useFactory = (given: PoolModuleOptions) => Promise.resolve(given);
    const application = await start([
      PoolModule.forRootAsync({ imports: [ConfigModule], inject: ['CONFIG'], useFactory }),
    ]);
    expect(application.get(Pool).processes).toBe(3);
  });

  it('asks a class', async () => {
    class Options {
      create(): PoolModuleOptions {
        return { processes: 2 };
      }
    }
    const application = await start([PoolModule.forRootAsync({ useClass: Options })]);
    expect(application.get(Pool).processes).toBe(2);
  });

  it('has the start fail for options that are wrong', async () => {
    const starting = (options: unknown) =>
      rejection(start([PoolModule.forRootAsync({ useFactory: () => options as PoolModuleOptions })]));
    expect(await starting({ processes: 0 })).toMatchObject({
      name: 'RangeError',
      message: expect.stringContaining('received 0'),
    });
    expect(await starting({ shutdownTimeout: '1' })).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining("received '1'"),
    });
    expect(await starting(undefined)).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining('received undefined'),
    });
  });
});

describe('PoolModule.forFeature', () => {
  it('makes pools with names, beside the one without', async () => {
    class Gallery {
      constructor(
        readonly pool: Pool,
        readonly images: Pool,
        readonly videos: Pool,
      ) {}
    }
    Injectable()(Gallery);
    InjectPool()(Gallery, undefined, 0);
    InjectPool('images')(Gallery, undefined, 1);
    InjectPool('videos')(Gallery, undefined, 2);
    const application = await start(
      [
        PoolModule.forRoot({ processes: 1 }),
        PoolModule.forFeature({ name: 'images', processes: 2 }),
        PoolModule.forFeatureAsync({ name: 'videos', useFactory: () => ({ processes: 3 }) }),
      ],
      [Gallery],
    );
    const { pool, images, videos } = application.get(Gallery);
    expect([pool, images, videos].map(({ processes }) => processes)).toEqual([1, 2, 3]);
    expect(application.get(getPoolToken('images'))).toBe(images);
    expect(application.get(getPoolToken())).toBe(pool);
    await within(application.close());
    expect([pool, images, videos].map(({ stats }) => stats.state)).toEqual(['closed', 'closed', 'closed']);
  });

  it('keeps a pool to those who import it, unless it is global', async () => {
    const token = getPoolToken('images');
    const inner = () =>
      moduleOf([], [{ provide: 'INNER', useFactory: (pool: Pool) => pool, inject: [token] }]);
    const own = { name: 'images', processes: 1 };
    const failure = await rejection(start([PoolModule.forFeature(own), inner()]));
    expect(String(failure)).toContain("can't resolve dependencies");
    await start([PoolModule.forFeature({ ...own, isGlobal: true }), inner()]);
  });

  it('can be replaced in a test by its token', async () => {
    const pool = new Pool({ executor: inlineExecutor() });
    class Service {
      constructor(readonly images: Pool) {}
    }
    Injectable()(Service);
    InjectPool('images')(Service, undefined, 0);
    const application = await start([], [Service, { provide: getPoolToken('images'), useValue: pool }]);
    expect(application.get(Service).images).toBe(pool);
  });
});

describe('the end of the application', () => {
  const probe = probes();

  it('lets what has begun end, and takes nothing new', async () => {
    const application = await start([PoolModule.forRoot({ processes: 1 })]);
    const pool = application.get(Pool);
    const traces = probe();
    const begun = pool.map(held, traces.items(3));
    await traces.until((lines) => lines.length > 0);
    const closing = application.close();
    // Nest comes to the pool after some turns of its own.
    const refused = await within(refusal(pool));
    expect(refused).toBeInstanceOf(PoolClosedError);
    expect(pool.stats.jobs).toBe(1);
    traces.open();
    expect(await within(begun)).toHaveLength(3);
    await within(closing);
    expect(pool.stats.state).toBe('closed');
  });

  it('terminates the workers after shutdownTimeout, and says so', async () => {
    const log = new Log();
    const application = await start([PoolModule.forRoot({ processes: 1, shutdownTimeout: 40 })], [], log);
    const pool = application.get(Pool);
    const endless = rejection(pool.apply(never));
    // Below the default.
    await within(application.close(), 4500);
    expect(await endless).toBeInstanceOf(PoolTerminatedError);
    expect(pool.stats.state).toBe('terminated');
    expect(log.lines).toEqual([
      'warn [Pool] Terminating the workers: calls that have not ended within 40 ms: 1',
    ]);
  });

  it.each([0, Infinity])('has nothing to wait for in an idle pool (shutdownTimeout %d)', async (ms) => {
    const application = await start([PoolModule.forRoot({ processes: 1, shutdownTimeout: ms })]);
    const pool = application.get(Pool);
    await within(pool.apply(() => 1));
    await within(application.close());
    expect(await rejection(pool.apply(() => 1))).toBeInstanceOf(PoolClosedError);
  });

  it('is not disturbed by a pool that has ended before', async () => {
    const application = await start([PoolModule.forRoot({ processes: 1 })]);
    await within(application.get(Pool).terminate());
    await within(application.close());
    expect(application.get(Pool).stats.state).toBe('terminated');
  });

  /** Calls until a call is refused. */
  async function refusal(pool: Pool): Promise<unknown> {
    for (;;) {
      if (pool.stats.state !== 'open') return rejection(pool.apply(() => 1));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});

describe('crashes', () => {
  it('are logged, with the name of the pool, and told to onCrash', async () => {
    const log = new Log();
    const crashes: WorkerCrash[] = [];
    const options: PoolOptions = { processes: 1, onCrash: (crash) => crashes.push(crash) };
    const application = await start([PoolModule.forFeature({ name: 'images', ...options })], [], log);
    const pool = application.get<Pool>(getPoolToken('images'));
    await within(pool.map(exits, upTo(4), { settle: true }));
    expect(log.lines).toEqual(['error [Pool images] Worker 1 died while it ran item 2 (exit code 3)']);
    expect(crashes).toHaveLength(1);
  });

  it('are logged with the error that the worker died of', async () => {
    const log = new Log();
    const application = await start([PoolModule.forRoot({ processes: 1 })], [], log);
    const throws = () =>
      new Promise(() => {
        setTimeout(() => {
          throw new RangeError('in a timer');
        });
      });
    await rejection(application.get(Pool).apply(throws));
    expect(log.lines).toEqual([
      expect.stringMatching(/^error \[Pool\] Worker 1 died while it ran item 0 \(.*\): in a timer$/),
    ]);
  });
});

describe('PoolHealthIndicator', () => {
  const probe = probes();

  it('tells of the workers and the queue, and is up without limits', async () => {
    const application = await start([PoolModule.forRoot({ processes: 1 })]);
    const pool = application.get(Pool);
    const pools = application.get(PoolHealthIndicator);
    const idle = { status: 'up', workers: 0, processes: 1, queued: 0, oldest: 0 };
    expect(pools.check('pool', pool)).toEqual({ pool: idle });
    const traces = probe();
    const result = pool.map(held, traces.items(9), 1);
    await traces.until((lines) => lines.length > 0);
    const { pool: busy } = pools.check('pool', pool);
    expect(busy).toMatchObject({ status: 'up', workers: 1, processes: 1 });
    expect(busy.queued).toBeGreaterThan(0);
    expect(pools.check('pool', pool, { maxQueued: 9, maxWait: 60_000 }).pool.status).toBe('up');
    expect(pools.check('pool', pool, { maxQueued: 1 }).pool).toMatchObject({
      status: 'down',
      message: expect.stringMatching(/^items that wait: [2-8], and at most 1 may$/),
    });
    expect(pools.check('pool', pool, { maxWait: 0 }).pool).toMatchObject({
      status: 'down',
      message: expect.stringMatching(/^one has waited for \d+ ms, and may for 0$/),
    });
    traces.open();
    await within(result);
    expect(pools.check('pool', pool, { maxQueued: 0, maxWait: 0 }).pool.status).toBe('up');
  });

  it('is down when no worker can start, and when the pool has ended', async () => {
    const initializer = () => {
      throw new Error('no model');
    };
    const application = await start([PoolModule.forRoot({ processes: 1, initializer })]);
    const pool = application.get(Pool);
    const pools = application.get(PoolHealthIndicator);
    expect(pools.check('p', pool).p.status).toBe('up');
    await rejection(pool.apply(() => 1));
    expect(pools.check('p', pool).p).toMatchObject({ status: 'down', message: 'the pool is broken' });
    await within(application.close());
    expect(pools.check('p', pool).p).toMatchObject({ status: 'down', message: 'the pool is closed' });
  });

  it('is provided with each pool', async () => {
    class Service {
      constructor(readonly pools: PoolHealthIndicator) {}
    }
    Injectable()(Service);
    Inject(PoolHealthIndicator)(Service, undefined, 0);
    const features = ['a', 'b'].map((name) => PoolModule.forFeature({ name, processes: 1 }));
    const application = await start(features, [Service]);
    expect(application.get(Service).pools).toBeInstanceOf(PoolHealthIndicator);
  });
});

describe('bad options', () => {
  const later = (options: object) => options as PoolModuleAsyncOptions;

  it.each<[string, () => unknown, ErrorConstructor, string]>([
    ['no object', () => PoolModule.forRoot(3 as never), TypeError, 'options must be an object: received 3'],
    ['null', () => PoolModule.forRoot(null as never), TypeError, 'options must be an object: received null'],
    [
      'a shutdownTimeout below 0',
      () => PoolModule.forRoot({ shutdownTimeout: -1 }),
      TypeError,
      'Cannot create a PoolModule: shutdownTimeout must be a number of milliseconds, 0 or more: received -1',
    ],
    ['NaN', () => PoolModule.forRoot({ shutdownTimeout: NaN }), TypeError, 'received NaN'],
    [
      'a shutdownTimeout that is a string',
      () => PoolModule.forRoot({ shutdownTimeout: '5' as never }),
      TypeError,
      "received '5'",
    ],
    [
      'isGlobal',
      () => PoolModule.forRoot({ isGlobal: 1 as never }),
      TypeError,
      'isGlobal must be true or false: received 1',
    ],
    [
      'a pool option that is wrong',
      () => PoolModule.forRoot({ processes: 0 }),
      RangeError,
      'processes must be a positive integer: received 0',
    ],
    ['an unknown option', () => PoolModule.forRoot({ size: 2 } as never), TypeError, "no option 'size'"],
    [
      'no name',
      () => PoolModule.forFeature({} as never),
      TypeError,
      'name must be a string that is not empty',
    ],
    ['an empty name', () => PoolModule.forFeature({ name: '' }), TypeError, "received ''"],
    ['nothing', () => PoolModule.forFeature(undefined as never), TypeError, 'received undefined'],
    [
      'a wrong option of a named pool',
      () => PoolModule.forFeature({ name: 'a', processes: 1.5 }),
      RangeError,
      'received 1.5',
    ],
    [
      'no factory',
      () => PoolModule.forRootAsync(later({})),
      TypeError,
      'Cannot call PoolModule.forRootAsync: useFactory must be a function, unless there is useClass or useExisting',
    ],
    [
      'no factory for a named pool',
      () => PoolModule.forFeatureAsync({ name: 'a', useFactory: 'f' as never }),
      TypeError,
      "received 'f'",
    ],
    [
      'a named pool from a factory without a name',
      () => PoolModule.forFeatureAsync(later({ useFactory: () => ({}) }) as never),
      TypeError,
      'name must be',
    ],
    [
      'a limit of health',
      () => new PoolHealthIndicator().check('p', new Pool(1), { maxWait: -1 }),
      TypeError,
      'Cannot check the health of a pool: maxWait must be a number, 0 or more: received -1',
    ],
    [
      'another limit of health',
      () => new PoolHealthIndicator().check('p', new Pool(1), { maxQueued: '9' as never }),
      TypeError,
      "received '9'",
    ],
    ['a name that is none', () => InjectPool(7 as never), TypeError, 'received 7'],
    ['an empty name of a token', () => getPoolToken(''), TypeError, "received ''"],
  ])('%s', (_, call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});
