import { poolImap, WorkerCrashedError } from 'rxjs-pool';
import { of } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { probes, upTo, within, type Probe } from '../helpers.js';
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
  warnings,
} from './setup.js';

const WAYS = ['timer', 'rejection', 'event', 'exit'] as const;

interface Item {
  readonly way: (typeof WAYS)[number];
  readonly log: string;
  readonly gate: string;
  readonly value: number;
}

const itemsOf = (probe: Probe, length: number, way: Item['way']): Item[] =>
  probe.items(length).map((item) => ({ ...item, way }));

/** Item 0 returns, and leaves behind what throws once the gate is open; others wait until then, and a bit longer. */
const leaveBehind = ({ way, log, gate, value }: Item): number | Promise<number> => {
  const { appendFileSync, existsSync } = process.getBuiltinModule('node:fs');
  const { EventEmitter } = process.getBuiltinModule('node:events');
  appendFileSync(log, `${value}\n`);
  const untilOpen = async () => {
    while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  if (value > 0) return untilOpen().then(() => new Promise((resolve) => setTimeout(resolve, 30, value)));
  const throwLate = () => {
    if (way === 'rejection') return void Promise.reject(new Error('late'));
    if (way === 'event') new EventEmitter().emit('error', new Error('late'));
    if (way === 'exit') process.exit(3);
    throw new Error('late');
  };
  void untilOpen().then(() => setTimeout(throwLate));
  return value;
};

/** Item 1 waits for what never comes, as its callback throws first. */
const failBehindOwnBack = async ({ way, log, value }: Item) => {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${value}\n`);
  const { EventEmitter } = process.getBuiltinModule('node:events');
  await new Promise((resolve) => setTimeout(resolve, 2));
  if (value !== 1) return value;
  return new Promise<number>(() => {
    setTimeout(() => {
      if (way === 'rejection') return void Promise.reject(new Error('own'));
      if (way === 'event') new EventEmitter().emit('error', new Error('own'));
      if (way === 'exit') process.exit(3);
      throw new Error('own');
    }, 5);
  });
};

describe.each(faultSettings)('$name', (setting) => {
  const pool = sharedWholePool(() => setting.create());
  const probe = probes();
  const heard = warnings();

  it.each(shareOf(WAYS, setting))('a late %s costs no item, and the program is warned', async (way) => {
    const traces = probe();
    const { chunksize, processes } = setting;
    const length = chunksize * processes + 1;
    const running = outcomesOf(pool(), setting, leaveBehind, itemsOf(traces, length, way));
    // Item 0 is over, and one waits in each worker.
    await traces.until((lines) => lines.length === 1 + processes);
    traces.open();
    expect(letters(await running)).toBe('f'.repeat(length));
    const message = way === 'exit' ? 'process.exit() was called' : 'late';
    await vi.waitFor(() => expect(heard().join('\n')).toContain(message));
    expect(heard()).toHaveLength(1);
    // The one that waited in the worker that died was run again, and nothing else was.
    expect(traces.lines()).toHaveLength(length + 1);
    expect(traces.lines().filter((line) => line === '0')).toHaveLength(1);
  });

  it.each(shareOf(WAYS, setting))(
    'an own late %s costs the item that waits, and is the cause',
    async (way) => {
      const traces = probe();
      const outcomes = await outcomesOf(pool(), setting, failBehindOwnBack, itemsOf(traces, 6, way));
      expect(letters(outcomes)).toBe('frffff');
      const reason = reasonOf(outcomes[1]);
      expect(reason).toBeInstanceOf(WorkerCrashedError);
      expect(reason).toMatchObject({ index: 1, exitCode: way === 'exit' ? 3 : 1 });
      if (way !== 'exit') expect(reason).toHaveProperty('cause.message', 'own');
      expect(traces.lines().toSorted()).toEqual(upTo(6).map(String));
      expect(heard()).toEqual([]);
    },
  );

  it('a late throw between items that never wait costs none of them, and none runs twice', async () => {
    const traces = probe();
    const work = ({ log, value }: { log: string; value: number }) => {
      process.getBuiltinModule('node:fs').appendFileSync(log, `${value}\n`);
      if (value === 0) {
        setTimeout(() => {
          throw new Error('late');
        });
      }
      // Long enough for a worker to give timers their turn before the next.
      const end = Date.now() + 12;
      while (Date.now() < end);
      return value;
    };
    const outcomes = await outcomesOf(pool(), setting, work, traces.items(8));
    expect(letters(outcomes)).toBe('ffffffff');
    expect(traces.lines().toSorted()).toEqual(upTo(8).map(String));
    await vi.waitFor(() => expect(heard().join('\n')).toContain('late'));
  });
});

describe.each([...settingsOn('worker_threads').slice(-1), ...settingsOn('child_process').slice(0, 1)])(
  '$name',
  (setting) => {
    const own = ownPools();
    const probe = probes();
    const heard = warnings();

    it('an item to which it happens three times fails, so that nothing runs for ever', async () => {
      const traces = probe();
      // Comes from nowhere: from no item.
      const initializer = () => {
        setTimeout(() => {
          throw new Error('initial');
        }, 5);
      };
      const pool = own(setting.create({ initializer }));
      const wait = async ({ log }: { log: string }) => {
        process.getBuiltinModule('node:fs').appendFileSync(log, 'ran\n');
        await new Promise((resolve) => setTimeout(resolve, 500));
      };
      const outcomes = await outcomesOf(pool, setting, wait, traces.items(1), { retries: 5 });
      expect(letters(outcomes)).toBe('r');
      expect(reasonOf(outcomes[0])).toBeInstanceOf(WorkerCrashedError);
      expect(reasonOf(outcomes[0])).toHaveProperty('cause.message', 'initial');
      // Not each of the three workers came as far.
      expect(traces.lines().length).toBeLessThanOrEqual(3);
    });

    it('a throw in an idle worker is not lost, and costs nothing', async () => {
      const printed: string[] = [];
      const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
        printed.push(String(text));
        return true;
      });
      const traces = probe();
      const pool = own(setting.create());
      await within(
        pool.apply(
          (gate: string) => {
            const { existsSync } = process.getBuiltinModule('node:fs');
            setInterval(() => {
              if (existsSync(gate)) throw new Error('idle');
            }, 1);
          },
          [traces.gate],
        ),
      );
      // Long enough for the pool to let go of its workers.
      await new Promise((resolve) => setTimeout(resolve, 60));
      traces.open();
      await vi.waitFor(() => expect([...heard(), ...printed].join('\n')).toContain('idle'), {
        timeout: 30_000,
      });
      stderr.mockRestore();
      await assertWhole(pool);
    });

    it('a throw of an item that nobody waits for any more is not lost', async () => {
      const traces = probe();
      const pool = own(setting.create({ processes: 1 }));
      const throwAtGate = async ({ log, gate }: { log: string; gate: string }) => {
        const { appendFileSync, existsSync } = process.getBuiltinModule('node:fs');
        appendFileSync(log, 'began\n');
        await new Promise(() => {
          setInterval(() => {
            if (existsSync(gate)) throw new Error('unheard');
          }, 1);
        });
      };
      const subscription = of(traces.item(0)).pipe(poolImap(throwAtGate, { pool })).subscribe();
      await traces.until((lines) => lines.length === 1);
      subscription.unsubscribe();
      traces.open();
      await vi.waitFor(() => expect(heard().join('\n')).toContain('unheard'), { timeout: 30_000 });
      await assertWhole(pool);
    });

    it('code that listens to uncaught errors itself keeps its worker', async () => {
      const initializer = () => {
        process.on('uncaughtException', () => Object.assign(globalThis, { caught: true }));
      };
      const pool = own(setting.create({ initializer, processes: 1 }));
      const throwLate = async () => {
        setTimeout(() => {
          throw new Error('late');
        });
        await new Promise((resolve) => setTimeout(resolve, 20));
        return (globalThis as { caught?: boolean }).caught;
      };
      expect(await within(pool.apply(throwLate))).toBe(true);
      expect(heard()).toEqual([]);
    });
  },
);
