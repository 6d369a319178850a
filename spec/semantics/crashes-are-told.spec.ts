import type { WorkerCrash } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { terminatedAfterEach, workerBackends } from '../conformance.js';
import { within } from '../helpers.js';

const exits = (n: number): number => (n === 2 ? process.exit(7) : n);
const leavesATimer = (): Promise<void> => {
  setTimeout(() => {
    throw new Error('late');
  });
  return Promise.resolve();
};
const waits = (n: number): Promise<number> =>
  new Promise((resolve) => {
    setTimeout(resolve, n, n);
  });

describe.each(workerBackends)('onCrash, $name', (backend) => {
  const owned = terminatedAfterEach();

  it('tells which worker died of which item, and how, for each attempt', async () => {
    const crashes: WorkerCrash[] = [];
    const pool = owned(backend.create({ processes: 1, onCrash: (crash) => crashes.push(crash) }));
    const outcomes = await within(pool.map(exits, [1, 2, 3], { settle: true, retries: 1 }));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const crash = { workerId: 1, index: 1, exitCode: 7, signal: null, cause: undefined };
    expect(crashes).toEqual([crash, crash]);
  });

  it('tells of a death that no item is charged with, in place of the warning', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listen);
    try {
      const crash = new Promise<WorkerCrash>((resolve) => {
        const pool = owned(backend.create({ processes: 1, onCrash: resolve }));
        pool
          .apply(leavesATimer)
          .then(() => pool.apply(waits, [1000]))
          .catch(() => undefined);
      });
      expect(await within(crash)).toMatchObject({ index: undefined, cause: new Error('late') });
      // Warnings come out in the next tick.
      await new Promise((resolve) => setImmediate(resolve));
      expect(warnings.filter(({ name }) => name === 'PoolWarning')).toEqual([]);
    } finally {
      process.off('warning', listen);
    }
  });

  it('is silent about workers that the pool ends itself', async () => {
    const crashes: WorkerCrash[] = [];
    const onCrash = (crash: WorkerCrash): void => void crashes.push(crash);
    const spent = owned(backend.create({ processes: 1, maxtasksperchild: 1, onCrash }));
    expect(await within(spent.map(waits, [1, 2, 3]))).toEqual([1, 2, 3]);
    const late = owned(backend.create({ processes: 1, onCrash }));
    const outcomes = await within(late.map(waits, [1, 5000, 2], { settle: true, timeout: 300 }));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    void late.apply(waits, [5000]).catch(() => undefined);
    await within(late.terminate());
    spent.close();
    await within(spent.join());
    expect(crashes).toEqual([]);
  });
});

it('onCrash that throws does not keep the worker from being replaced', async () => {
  const [threads] = workerBackends;
  const uncaught: unknown[] = [];
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error));
  const reason = new Error('from the callback');
  const pool = threads?.create({
    processes: 1,
    onCrash: () => {
      throw reason;
    },
  });
  try {
    const outcomes = await within(pool?.map(exits, [2, 3], { settle: true }) ?? Promise.reject(reason));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(uncaught).toEqual([reason]);
  } finally {
    await pool?.terminate();
    process.removeAllListeners('uncaughtException');
    for (const listener of others) process.on('uncaughtException', listener);
  }
});
