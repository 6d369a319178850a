import { getTaskInfo } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { probes, upTo } from '../helpers.js';
import { faultSettings, letters, outcomesOf, reasonOf, shareOf, sharedWholePool } from './setup.js';

/** Ends the worker at once, without its last words. */
interface Abrupt {
  reallyExit(code: number): never;
}

const FAULTS = [
  'throws',
  'rejects',
  'returns a function',
  'exits',
  'loops',
  'is killed',
  'leaves an error',
] as const;
const ATTEMPTS = [0, 1, 3];
const variants = FAULTS.map((fault, at) => [fault, ATTEMPTS[at % ATTEMPTS.length] as number] as const);

interface Item {
  readonly fault: string;
  readonly log: string;
  readonly value: number;
}

/** Item 2 fails each time that it runs. */
const failAt2 = ({ fault, log, value }: Item): unknown => {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${value}\n`);
  // An item that waits can be told from others that wait.
  if (value !== 2) return fault === 'leaves an error' ? Promise.resolve(value) : value;
  if (fault === 'throws') throw new Error('no');
  if (fault === 'rejects') return Promise.reject(new Error('no'));
  if (fault === 'returns a function') return () => 1;
  if (fault === 'exits') process.exit(1);
  if (fault === 'is killed') (process as unknown as Abrupt).reallyExit(1);
  while (fault === 'loops');
  setTimeout(() => {
    throw new Error('no');
  }, 2);
  return new Promise(() => undefined);
};

describe.each(faultSettings)('$name', (setting) => {
  const pool = sharedWholePool(() => setting.create());
  const probe = probes();

  it.each(shareOf(variants, setting))(
    'an item that %s is tried exactly %i times more',
    async (fault, retries) => {
      const traces = probe();
      const items = traces.items(6).map((item) => ({ ...item, fault }));
      const { retried } = pool().stats;
      const outcomes = await outcomesOf(pool(), setting, failAt2, items, { retries, timeout: 400 });
      expect(letters(outcomes)).toBe('ffrfff');
      expect(getTaskInfo(reasonOf(outcomes[2]))).toMatchObject({ index: 2, attempt: retries });
      expect(traces.lines().filter((line) => line === '2')).toHaveLength(1 + retries);
      expect(pool().stats.retried - retried).toBe(retries);
      // Unless a worker died with what they had not sent yet, the others ran once.
      for (const value of [0, 1, 3, 4, 5]) {
        const runs = traces.lines().filter((line) => Number(line) === value).length;
        expect(runs).toBeGreaterThanOrEqual(1);
        if (!['is killed', 'loops'].includes(fault)) expect(runs).toBe(1);
      }
    },
  );

  it('an item that gets well is tried no more, and its neighbours are not tried again', async () => {
    const traces = probe();
    const failTwice = ({ log, value }: { log: string; value: number }) => {
      const { appendFileSync, readFileSync } = process.getBuiltinModule('node:fs');
      appendFileSync(log, `${value}\n`);
      const runs = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line === `${value}`).length;
      if (value === 1 && runs === 1) throw new Error('not yet');
      if (value === 1 && runs === 2) process.exit(1);
      return runs;
    };
    const outcomes = await outcomesOf(pool(), setting, failTwice, traces.items(5), { retries: 9 });
    expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value)).toEqual([
      1, 3, 1, 1, 1,
    ]);
    expect(traces.lines()).toHaveLength(upTo(5).length + 2);
  });
});
