import { getTaskInfo, WorkerCrashedError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { probes, upTo, within } from '../helpers.js';
import {
  assertWhole,
  faultSettings,
  letters,
  outcomesOf,
  ownPools,
  reasonOf,
  settingsOn,
  shareOf,
  sharedWholePool,
} from './setup.js';

describe.each(faultSettings)('$name', (setting) => {
  const isThread = setting.backend.name === 'worker_threads';
  // More stack than a process really has: V8 then lets recursion run over its end.
  const execArgv = isThread ? [] : ['--stack-size=100000'];
  const pool = sharedWholePool(() => setting.create({ execArgv }));
  const probe = probes();

  it.each(shareOf([0, 7], setting))('process.exit(%i) costs the item that calls it', async (exitCode) => {
    const exitAt3 = ({ x, code }: { x: number; code: number }) => (x === 3 ? process.exit(code) : x);
    const items = upTo(9).map((x) => ({ x, code: exitCode }));
    const outcomes = await outcomesOf(pool(), setting, exitAt3, items);
    expect(letters(outcomes)).toBe('fffrfffff');
    const reason = reasonOf(outcomes[3]);
    expect(reason).toBeInstanceOf(WorkerCrashedError);
    expect(reason).toMatchObject({ index: 3, exitCode, signal: null });
    expect(getTaskInfo(reason)).toMatchObject({ index: 3, attempt: 0 });
  });

  it('process.exit() after a wait costs the item that calls it', async () => {
    const exitAt2 = async (x: number) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return x === 2 ? process.exit(5) : x;
    };
    const outcomes = await outcomesOf(pool(), setting, exitAt2, upTo(6));
    expect(letters(outcomes)).toBe('ffrfff');
    expect(reasonOf(outcomes[2])).toMatchObject({ index: 2, exitCode: 5 });
  });

  it('process.abort() costs the item that calls it, and is refused in a thread', async () => {
    const outcomes = await outcomesOf(pool(), setting, (x) => (x === 1 ? process.abort() : x), upTo(5));
    expect(letters(outcomes)).toBe('frfff');
    expect(reasonOf(outcomes[1])).toMatchObject(
      isThread
        ? { name: 'TypeError', code: 'ERR_WORKER_UNSUPPORTED_OPERATION' }
        : { name: 'WorkerCrashedError', index: 1, signal: 'SIGABRT' },
    );
  });

  it.runIf(!isThread)('a native crash costs the item that runs', async () => {
    const recurseAt2 = (x: number) => {
      const recurse = (depth: number): number => recurse(depth + 1) + 1;
      return x === 2 ? recurse(0) : x;
    };
    const outcomes = await outcomesOf(pool(), setting, recurseAt2, upTo(6));
    expect(letters(outcomes)).toBe('ffrfff');
    expect(reasonOf(outcomes[2])).toMatchObject({ index: 2, exitCode: null, signal: 'SIGSEGV' });
  });

  it.runIf(!isThread)('SIGKILL from outside costs the item that runs', async () => {
    const traces = probe();
    const waitAt1 = async ({ log, value }: { log: string; value: number }) => {
      if (value !== 1) return value;
      process.getBuiltinModule('node:fs').appendFileSync(log, `${process.pid}\n`);
      return new Promise<number>(() => setInterval(() => undefined, 1000));
    };
    const running = outcomesOf(pool(), setting, waitAt1, traces.items(6));
    const [pid] = await traces.until((lines) => lines.length === 1);
    process.kill(Number(pid), 'SIGKILL');
    const outcomes = await within(running);
    expect(letters(outcomes)).toBe('frffff');
    expect(reasonOf(outcomes[1])).toMatchObject({ index: 1, exitCode: null, signal: 'SIGKILL' });
  });

  it.runIf(!isThread)('SIGKILL of idle workers costs nothing', async () => {
    const idle = await outcomesOf(pool(), setting, () => process.pid, upTo(8));
    const pids = new Set(idle.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 0)));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    // Before this process hears of it.
    expect(letters(await outcomesOf(pool(), setting, (x) => x, upTo(8)))).toBe('ffffffff');
  });
});

describe('child_process', () => {
  const own = ownPools();

  it('SIGKILL of many idle workers at once is no failure of their start', async () => {
    const [setting] = settingsOn('child_process');
    const pool = own(setting?.create({ processes: 4, initializer: () => undefined }) as never);
    const pids = new Set(await assertWhole(pool));
    expect(pids.size).toBe(4);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    expect(await within(pool.map((x: number) => x, upTo(8), 1))).toEqual(upTo(8));
    await assertWhole(pool);
  });
});
