import { inlineExecutor, Pool } from 'rxjs-pool';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Backend, BackendOptions } from './backend.js';
import { workerBackends } from './worker-backends.js';

export type { Backend, BackendOptions } from './backend.js';
export { workerBackends } from './worker-backends.js';

/** Runs functions in the thread of the spec. Takes no pool options. */
export const inline: Backend = {
  name: 'inline',
  create: () => new Pool({ executor: inlineExecutor() }),
  hasMortalWorkers: false,
  runsInParallel: false,
  startsFast: true,
  supportsTransfer: false,
  hasExitCodes: false,
  sharesMemory: true,
  isQueue: false,
};

/** All backends that the package has. */
export const backends: readonly Backend[] = [...workerBackends, inline];

/** A backend with a number of workers. */
export interface Setting {
  readonly name: string;
  readonly backend: Backend;
  readonly processes: number;
  create(options?: BackendOptions): Pool;
}

/** Each backend with one worker and, where it has more, with two. */
export function settings(of: readonly Backend[] = workerBackends): Setting[] {
  return of.flatMap((backend) =>
    (backend.runsInParallel ? [1, 2] : [1]).map((processes) => ({
      name: `${backend.name} x ${processes}`,
      backend,
      processes,
      create: (options?: BackendOptions) => backend.create({ processes, ...options }),
    })),
  );
}

/**
 * Each backend with each chunk size: in one worker and in two where workers start fast, and where they do not (child
 * processes), so that each number and each size comes once.
 */
export function settingsByChunksize(
  of: readonly Backend[] = workerBackends,
): Array<Setting & { readonly chunksize: number }> {
  return settings(of).flatMap((setting) => {
    const { backend, processes } = setting;
    const chunksizes = backend.startsFast ? [1, 7] : [processes === 1 ? 7 : 1];
    return chunksizes.map((chunksize) => ({
      ...setting,
      name: `${setting.name}, chunksize ${chunksize}`,
      chunksize,
    }));
  });
}

/** Ends, after each test of the file, the pools that the test handed to the returned function. */
export function terminatedAfterEach(): (pool: Pool) => Pool {
  const pools: Pool[] = [];
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.terminate()));
  });
  return (pool) => {
    pools.push(pool);
    return pool;
  };
}

/** One pool for all tests of the enclosing `describe`, where isolation is not the point. */
export function sharedPool(create: () => Pool): () => Pool {
  let pool: Pool | undefined;
  beforeAll(() => {
    pool = create();
  });
  afterAll(() => pool?.terminate());
  return () => {
    if (!pool) throw new Error('The shared pool exists only while tests run');
    return pool;
  };
}
