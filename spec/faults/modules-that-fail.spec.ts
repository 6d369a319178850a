import { PoolClosedError, poolImap, PoolTerminatedError, task, WorkerCrashedError } from 'rxjs-pool';
import { of, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { byFactor } from '../fixtures/tasks.js';
import { probes, record, rejection, upTo, within, type Probe } from '../helpers.js';
import {
  assertWhole,
  nearSettings,
  letters,
  outcomesOf,
  ownPools,
  reasonOf,
  sharedWholePool,
  warnings,
} from './setup.js';

const taskOf = (module: string) => {
  const url = module.startsWith('data:')
    ? module
    : new URL(`../fixtures/modules/${module}.js`, import.meta.url).href;
  return task(url, 'fn', (x: number) => x);
};

const broken = {
  fails: { name: 'RangeError', message: 'this module fails' },
  'data:text/javascript,this is no code': { name: 'SyntaxError' },
  'lacks-a-package': { code: 'ERR_MODULE_NOT_FOUND' },
  'does-not-exist': { code: 'ERR_MODULE_NOT_FOUND' },
};

describe.each(nearSettings)('$name', (setting) => {
  const pool = sharedWholePool(() => setting.create());

  it('a module that cannot be loaded fails the items that need it, with its error', async () => {
    for (const [module, error] of Object.entries(broken)) {
      const outcomes = await outcomesOf(pool(), setting, taskOf(module), upTo(5));
      expect(letters(outcomes)).toBe('rrrrr');
      for (const outcome of outcomes) expect(reasonOf(outcome)).toMatchObject(error);
    }
  });

  it('a module that ends its worker fails the item that needs it, and is not tried for ever', async () => {
    const [outcome] = await outcomesOf(pool(), setting, taskOf('exits'), [1]);
    expect(reasonOf(outcome)).toBeInstanceOf(WorkerCrashedError);
    expect(reasonOf(outcome)).toMatchObject({ index: 0, exitCode: 5 });
  });
});

describe.each(nearSettings)('$name', (setting) => {
  const own = ownPools();
  const probe = probes();
  warnings();

  const waiting = (traces: Probe, module: string) => {
    const env = { ...process.env, LOADING_LOG: traces.log };
    const pool = own(setting.create({ env, processes: 1 }));
    return { pool, fn: taskOf(module), isLoading: traces.until((lines) => lines.length === 1) };
  };

  it('a module that never loads keeps nobody: items can be left by unsubscribing and by a signal', async () => {
    const { pool, fn, isLoading } = waiting(probe(), 'never-loads');
    const options = { pool, chunksize: setting.chunksize };
    const controller = new AbortController();
    const subscription = range(0, 9).pipe(poolImap(fn, options)).subscribe();
    const aborted = rejection(pool.map(fn, upTo(9), { signal: controller.signal, timeout: 50 }));
    await isLoading;
    subscription.unsubscribe();
    controller.abort('enough');
    expect(await aborted).toBe('enough');
    // The worker is free for others at once.
    expect(await within(pool.map(byFactor, upTo(3)))).toEqual([0, 10, 20]);
    const again = range(0, 9).pipe(poolImap(fn, options)).subscribe();
    pool.close();
    again.unsubscribe();
    await within(pool.join());
  });

  it.each(['never-loads', 'loops'])("'kill' ends a worker whose module %s", async (module) => {
    const { pool, fn, isLoading } = waiting(probe(), module);
    const subscription = of(1)
      .pipe(poolImap(fn, { pool, onUnsubscribe: 'kill' }))
      .subscribe();
    await isLoading;
    subscription.unsubscribe();
    await assertWhole(pool);
  });

  it.each(['never-loads', 'loops'])('terminate() settles who waits for a module that %s', async (module) => {
    const { pool, fn, isLoading } = waiting(probe(), module);
    const open = [
      rejection(pool.map(fn, upTo(9))),
      record(of(1).pipe(poolImap(fn, { pool }))).then((r) => r.error),
    ];
    await isLoading;
    await within(pool.terminate());
    for (const reason of await Promise.all(open)) expect(reason).toBeInstanceOf(PoolTerminatedError);
    expect(await rejection(pool.map(fn, [1]))).toBeInstanceOf(PoolClosedError);
  });
});
