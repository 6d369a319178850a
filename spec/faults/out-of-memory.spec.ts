import { WorkerCrashedError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import { upTo } from '../helpers.js';
import {
  nearSettings,
  letters,
  outcomesOf,
  reasonOf,
  settingsOn,
  sharedWholePool,
  type FaultSetting,
} from './setup.js';

const DEADLINE = 60_000;

const limits = {
  worker_threads: { resourceLimits: { maxOldGenerationSizeMb: 24 } },
  child_process: { execArgv: ['--max-old-space-size=32'] },
};

const limitsOf = (runtime: string) => limits[runtime as keyof typeof limits];

describe.each(nearSettings)('$name', { timeout: DEADLINE }, (setting) => {
  const pool = sharedWholePool(() => setting.create(limitsOf(setting.backend.name)));

  it('running out of memory costs the item that runs', async () => {
    const eatAt2 = (x: number) => {
      const eaten: unknown[] = [];
      while (x === 2) eaten.push(Array.from({ length: 10_000 }, () => ({ x })));
      return x;
    };
    const outcomes = await outcomesOf(pool(), setting, eatAt2, upTo(6));
    expect(letters(outcomes)).toBe('ffrfff');
    expect(reasonOf(outcomes[2])).toBeInstanceOf(WorkerCrashedError);
    expect(reasonOf(outcomes[2])).toHaveProperty('index', 2);
  });

  it('a stack overflow is an error of its item, which the worker survives', async () => {
    const recurseAt3 = (x: number) => {
      const recurse = (depth: number): number => recurse(depth + 1) + 1;
      return x === 3 ? recurse(0) : x;
    };
    const outcomes = await outcomesOf(pool(), setting, recurseAt3, upTo(6));
    expect(letters(outcomes)).toBe('fffrff');
    expect(reasonOf(outcomes[3])).toBeInstanceOf(RangeError);
    expect(reasonOf(outcomes[3])).toHaveProperty('message', 'Maximum call stack size exceeded');
  });
});

describe('child_process', { timeout: DEADLINE }, () => {
  const setting = settingsOn('child_process').at(-1) as FaultSetting;
  const pool = sharedWholePool(() => setting.create({ execArgv: ['--max-old-space-size=16'] }));

  // Of a thread that runs out of memory there, V8 makes the end of the whole program.
  it('an argument that does not fit into the worker costs its item, not those that came with it', async () => {
    const items: unknown[] = upTo(4);
    items[2] = Array.from({ length: 2_500_000 }, (_, at) => at / 2);
    const outcomes = await outcomesOf(pool(), setting, (item) => typeof item, items);
    expect(letters(outcomes)).toBe('ffrf');
    expect(reasonOf(outcomes[2])).toBeInstanceOf(WorkerCrashedError);
    expect(reasonOf(outcomes[2])).toHaveProperty('index', 2);
  });
});
