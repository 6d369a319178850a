import { getTaskInfo, TaskTimeoutError, WorkerCrashedError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { probes, upTo } from '../helpers.js';
import { faultSettings, letters, outcomesOf, reasonOf, shareOf, sharedWholePool } from './setup.js';

/** Ends the worker at once, without its last words. */
interface Abrupt {
  reallyExit(code: number): never;
}

const LENGTH = 2000;

// So late that quick items go many in a message.
const CULPRITS = [1111, 1667];

const DEATHS = ['exit', 'silent exit', 'loop', 'wait'] as const;

describe.each(faultSettings)('$name', (setting) => {
  const isThread = setting.backend.name === 'worker_threads';
  const pool = sharedWholePool(() => setting.create());
  const probe = probes();

  it.each(shareOf(DEATHS, setting))(
    'of thousands of quick items, those that die (%s) are blamed, and no others',
    async (way) => {
      const dieAtCulprits = ({
        x,
        death,
        culprits,
      }: {
        x: number;
        death: string;
        culprits: readonly number[];
      }) => {
        if (!culprits.includes(x)) return x;
        if (death === 'exit') process.exit(9);
        // Nothing can be sent on this way out.
        if (death === 'silent exit') (process as unknown as Abrupt).reallyExit(9);
        while (death === 'loop');
        return new Promise<number>(() => undefined);
      };
      const items = upTo(LENGTH).map((x) => ({ x, death: way, culprits: CULPRITS }));
      const outcomes = await outcomesOf(pool(), setting, dieAtCulprits, items, { timeout: 400 });
      const failed = outcomes.filter(({ status }) => status === 'rejected');
      expect(failed.map(({ index }) => index)).toEqual(CULPRITS);
      for (const outcome of failed) {
        const reason = reasonOf(outcome);
        expect(reason).toBeInstanceOf(way.includes('exit') ? WorkerCrashedError : TaskTimeoutError);
        expect(reason).toHaveProperty('index', outcome.index);
        expect(getTaskInfo(reason)).toMatchObject({ index: outcome.index, attempt: 0 });
      }
      const values = outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value : outcome.index,
      );
      expect(values).toEqual(upTo(LENGTH));
    },
  );

  it.runIf(isThread)('of thousands of quick items, none runs twice because another one exits', async () => {
    const counts = new Int32Array(new SharedArrayBuffer(4 * LENGTH));
    const count = ({ x, runs, culprits }: { x: number; runs: Int32Array; culprits: readonly number[] }) => {
      Atomics.add(runs, x, 1);
      if (culprits.includes(x)) process.exit(1);
      return x;
    };
    const items = upTo(LENGTH).map((x) => ({ x, runs: counts, culprits: CULPRITS }));
    const outcomes = await outcomesOf(pool(), setting, count, items);
    expect(outcomes.filter(({ status }) => status === 'rejected').map(({ index }) => index)).toEqual(
      CULPRITS,
    );
    expect([...counts]).toEqual(upTo(LENGTH).map(() => 1));
  });

  it.runIf(isThread)('what is lost with its worker runs once more, and the culprit does not', async () => {
    const counts = new Int32Array(new SharedArrayBuffer(4 * LENGTH));
    const [culprit = 0] = CULPRITS;
    const count = ({ x, runs, loop }: { x: number; runs: Int32Array; loop: number }) => {
      Atomics.add(runs, x, 1);
      while (x === loop);
      return x;
    };
    const items = upTo(LENGTH).map((x) => ({ x, runs: counts, loop: culprit }));
    await outcomesOf(pool(), setting, count, items, { timeout: 400 });
    expect(counts[culprit]).toBe(1);
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
  });

  it('results that items of a chunk have sent are kept, and only what comes behind runs elsewhere', async () => {
    const traces = probe();
    const dieAt2 = async ({ log, value }: { log: string; value: number }) => {
      process.getBuiltinModule('node:fs').appendFileSync(log, `${value}\n`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (value % 4 === 2) (process as unknown as Abrupt).reallyExit(3);
      return value;
    };
    const outcomes = await outcomesOf(pool(), setting, dieAt2, traces.items(8));
    expect(letters(outcomes)).toBe('ffrfffrf');
    expect(reasonOf(outcomes[6])).toMatchObject({ index: 6, exitCode: 3 });
    expect(
      traces
        .lines()
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual(upTo(8));
  });
});
