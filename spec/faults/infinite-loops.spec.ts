import { poolImapUnordered, TaskTimeoutError } from 'rxjs-pool';
import { from, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { spin } from '../fixtures/tasks.js';
import { collect, probes, upTo, within } from '../helpers.js';
import { faultSettings, letters, outcomesOf, reasonOf, shareOf, sharedWholePool } from './setup.js';

const stuck = {
  'a loop': (x: number) => {
    while (x === 2);
    return x;
  },
  'a promise that never settles': (x: number) => (x === 2 ? new Promise<never>(() => undefined) : x),
  'a regular expression that backtracks for ever': (x: number) =>
    x === 2 && /^(a+)+$/.test(`${'a'.repeat(60)}b`) ? -1 : x,
  'microtasks without end': async (x: number) => {
    while (x === 2) await Promise.resolve();
    return x;
  },
};

describe.each(faultSettings)('$name', (setting) => {
  const { processes, chunksize } = setting;
  const pool = sharedWholePool(() => setting.create());
  const probe = probes();

  it.each(shareOf(Object.entries(stuck), setting))(
    '%s ends by its timeout, and costs its item',
    async (_name, fn) => {
      const outcomes = await outcomesOf(pool(), setting, fn, upTo(6), { timeout: 400 });
      expect(letters(outcomes)).toBe('ffrfff');
      expect(reasonOf(outcomes[2])).toBeInstanceOf(TaskTimeoutError);
      expect(reasonOf(outcomes[2])).toMatchObject({ index: 2, timeout: 400 });
    },
  );

  it("unsubscribing with 'kill' ends loops in all workers", async () => {
    const traces = probe();
    const options = { pool: pool(), chunksize, onUnsubscribe: 'kill' } as const;
    const subscription = from(traces.items(20)).pipe(poolImapUnordered(spin, options)).subscribe();
    await traces.until((lines) => lines.length === processes);
    subscription.unsubscribe();
    expect(await within(pool().map((x: number) => x, upTo(4), 1))).toEqual(upTo(4));
    expect(traces.lines()).toHaveLength(processes);
  });

  it("take() with 'kill' ends what still loops", async () => {
    const loopFrom1 = (x: number) => {
      while (x >= 1);
      return x;
    };
    const options = { pool: pool(), chunksize: 1, onUnsubscribe: 'kill' } as const;
    expect(await collect(from(upTo(8)).pipe(poolImapUnordered(loopFrom1, options), take(1)))).toEqual([0]);
  });
});
