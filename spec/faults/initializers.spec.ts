import { fileURLToPath } from 'node:url';
import {
  InitializerError,
  poolImapUnordered,
  PoolTerminatedError,
  UncloneableError,
  type Pool,
} from 'rxjs-pool';
import { range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../function/run-program.js';
import { probes, record, rejection, upTo, within } from '../helpers.js';
import { assertWhole, nearSettings, ownPools, warnings, type FaultSetting } from './setup.js';

const identity = (x: number) => x;

/** One failed call of each kind. */
const refusals = (pool: Pool, { chunksize }: FaultSetting) =>
  Promise.all([
    rejection(pool.map(identity, upTo(20), chunksize)),
    rejection(pool.apply(identity, [1])),
    rejection(pool.imap(identity, upTo(20), chunksize).next()),
    record(range(0, 20).pipe(poolImapUnordered(identity, { pool, chunksize }))).then(({ error }) => error),
  ]);

describe.each(nearSettings)('$name', (setting) => {
  const own = ownPools();
  const probe = probes();
  const heard = warnings();

  it.each(['null', '({ toString: 1, valueOf: 1 })', '({ parts: [() => 1] })'])(
    'an initializer that throws %s fails every call like any other',
    async (thrown) => {
      const initializer = (code: string) => {
        throw process.getBuiltinModule('node:vm').runInThisContext(code);
      };
      const pool = own(setting.create({ initializer, initargs: [thrown] }));
      for (const reason of await refusals(pool, setting)) expect(reason).toBeInstanceOf(InitializerError);
      const { cause } = (await rejection(pool.apply(identity, [1]))) as InitializerError;
      if (thrown === 'null') expect(cause).toBe(null);
      else if (!thrown.includes('parts')) expect(cause).toEqual({ toString: 1, valueOf: 1 });
      else {
        expect(cause).toBeInstanceOf(UncloneableError);
        expect(cause).toMatchObject({ where: 'error', path: '.parts[0]' });
      }
    },
  );

  it.each(['exits', 'leaves an error to nobody'])(
    'an initializer that %s is tried a few times only',
    async (kind) => {
      const traces = probe();
      const initializer = async (log: string, way: string) => {
        process.getBuiltinModule('node:fs').appendFileSync(log, 'tried\n');
        if (way === 'exits') process.exit(3);
        setTimeout(() => {
          throw new Error('loose');
        });
        await new Promise(() => setInterval(() => undefined, 1000));
      };
      const pool = own(setting.create({ initializer, initargs: [traces.log, kind] }));
      for (const reason of await refusals(pool, setting)) {
        expect(reason).toBeInstanceOf(InitializerError);
        expect(String(reason)).toContain(kind === 'exits' ? 'exit code 3' : 'loose');
      }
      expect(traces.lines().length).toBeLessThanOrEqual(2 + setting.processes);
    },
  );

  it('initargs that cannot be copied fail every call, and the part is named', async () => {
    const pool = own(setting.create({ initializer: () => undefined, initargs: [1, { parse: () => 1 }] }));
    for (const reason of await refusals(pool, setting)) {
      expect(reason).toBeInstanceOf(InitializerError);
      expect(String(reason)).toContain('initargs[1].parse cannot be copied');
    }
  });

  it.each(['waits', 'loops'])('an initializer that %s for ever keeps nobody', async (way) => {
    const traces = probe();
    const initializer = async ({ log, loops }: { log: string; loops: boolean }) => {
      process.getBuiltinModule('node:fs').appendFileSync(log, 'began\n');
      while (loops);
      await new Promise(() => setInterval(() => undefined, 1000));
    };
    const initargs = [{ log: traces.log, loops: way === 'loops' }];
    const pool = own(setting.create({ initializer, initargs }));
    const { signal, abort } = bound(new AbortController());
    const aborted = rejection(pool.map(identity, upTo(9), { signal, timeout: 20 }));
    const options = { pool, onUnsubscribe: 'kill' } as const;
    const left = range(0, 9).pipe(poolImapUnordered(identity, options)).subscribe();
    const ended = rejection(pool.map(identity, upTo(9)));
    await traces.until((lines) => lines.length > 0);
    abort('enough');
    expect(await aborted).toBe('enough');
    left.unsubscribe();
    await within(pool.terminate());
    expect(await ended).toBeInstanceOf(PoolTerminatedError);
  });

  it('a finalizer that throws does not keep a worker from being replaced, and the program is warned', async () => {
    const finalizer = () => {
      throw new Error('no end');
    };
    const pool = own(setting.create({ finalizer, maxtasksperchild: 2 }));
    expect(await within(pool.map(identity, upTo(5), setting.chunksize))).toEqual(upTo(5));
    await assertWhole(pool);
    expect(heard()).toContain('PoolWarning: Pool finalizer failed: no end');
    pool.close();
    await within(pool.join());
  });
});

it.each(['worker_threads', 'child_process'])(
  'a pool that is closed while workers start waits for them, and the program for the pool: %s',
  async (runtime) => {
    const program = fileURLToPath(new URL('fixtures/close-early.mjs', import.meta.url));
    const { stdout } = await runProgram([program, runtime]);
    expect(stdout).toBe('16\nended\n');
  },
);

function bound(controller: AbortController): { signal: AbortSignal; abort: (reason: unknown) => void } {
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}
