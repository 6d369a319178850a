import { fileURLToPath } from 'node:url';
import { getTaskInfo, TaskTimeoutError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../function/run-program.js';
import { drain, upTo, within } from '../helpers.js';
import { faultSettings, letters, outcomesOf, ownPools, reasonOf, sharedWholePool } from './setup.js';

const program = fileURLToPath(new URL('fixtures/graceful.mjs', import.meta.url));

// Quick items must be within it, also on a busy machine.
const timeout = 500;

const identity = (x: number) => x;

/** Item 3 goes on until its signal aborts, then ends in its own way. */
const lateAtThree = async (x: number) => {
  if (x % 7 !== 3) return x;
  const { currentTask } = await import('rxjs-pool/tasks');
  const { signal } = currentTask();
  const alive = setInterval(() => undefined, 1000);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  clearInterval(alive);
  if (x === 10) process.exit(9);
  if (x === 17) throw new Error('thrown in its grace');
  if (x === 24) return new Promise<number>(() => undefined);
  return x;
};

describe.each(faultSettings)('$name', (setting) => {
  const pool = sharedWholePool(() => setting.create());

  it('a late item fails with its timeout, however it ends, and costs no other item', async () => {
    const options = { timeout, grace: 1000 };
    const outcomes = await outcomesOf(pool(), setting, lateAtThree, upTo(28), options);
    expect(letters(outcomes)).toBe('fffrfff'.repeat(4));
    for (const at of [3, 10, 17, 24]) {
      const reason = reasonOf(outcomes[at]);
      expect(reason).toBeInstanceOf(TaskTimeoutError);
      expect(reason).toMatchObject({ index: at, timeout });
      expect(getTaskInfo(reason)).toMatchObject({ index: at, attempt: 0 });
    }
  });

  it('one that gives values has failed behind them, however it ends', async () => {
    const lateAtOne = async function* lateAtOne(x: number) {
      yield x;
      if (x !== 1) return;
      const { currentTask } = await import('rxjs-pool/tasks');
      const { signal } = currentTask();
      const alive = setInterval(() => undefined, 1000);
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      clearInterval(alive);
    };
    const options = { timeout, grace: 5000, settle: true, chunksize: setting.chunksize } as const;
    const notes = await drain(pool().concatMap(lateAtOne, upTo(3), options));
    expect(notes.map(({ kind, index }) => `${kind}${index}`).join(' ')).toBe('N0 C0 N1 E1 N2 C2');
    expect((notes[3] as { error: unknown }).error).toBeInstanceOf(TaskTimeoutError);
  });

  it('of several items at once, the late one aborts, and no other', async () => {
    const work = async (x: number) => {
      const { currentTask } = await import('rxjs-pool/tasks');
      const { signal } = currentTask();
      const isLate = x % 5 === 2;
      const end = performance.now() + (isLate ? 30_000 : 50);
      while (!signal.aborted && performance.now() < end)
        await new Promise((resolve) => setTimeout(resolve, 5));
      return currentTask().signal.aborted ? -1 : x;
    };
    const options = { timeout, grace: 20_000, concurrency: 4 };
    const outcomes = await outcomesOf(pool(), setting, work, upTo(15), options);
    expect(letters(outcomes)).toBe('ffrff'.repeat(3));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') expect(outcome.value).toBe(outcome.index);
      else expect(outcome.reason).toBeInstanceOf(TaskTimeoutError);
    }
  });

  it('an item that is given up dies at the end of its grace, if it does not end before', async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal, onUnsubscribe: 'kill', grace: 100, chunksize: 2 } as const;
    const spinning = (x: number): number => {
      for (;;) if (x < 0) return x;
    };
    const call = pool().map(spinning, upTo(4), options);
    call.catch(() => undefined);
    const other = pool().map(identity, upTo(20), setting.chunksize);
    setTimeout(() => controller.abort(), 300);
    expect(await within(other)).toEqual(upTo(20));
  });
});

describe.each(['worker_threads', 'child_process'] as const)('grace, %s', (runtime) => {
  const own = ownPools();
  const [setting] = faultSettings.filter(({ backend }) => backend.name === runtime);

  it('keeps no program alive that has nothing left to do', async () => {
    const { stdout } = await runProgram([program, runtime]);
    expect(stdout.split('\n')).toEqual(['TaskTimeoutError', 'ended', '']);
  });

  it('may have no end', async () => {
    const pool = own(setting?.create() as never);
    const options = { timeout: 300, grace: Infinity };
    expect(await within(pool.apply(lateAtThree, [2], options))).toBe(2);
    const late = await within(pool.map(lateAtThree, [3], { ...options, settle: true }));
    expect(reasonOf(late[0])).toBeInstanceOf(TaskTimeoutError);
  });
});
