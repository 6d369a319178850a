import { appendFileSync } from 'node:fs';
import { Pool, TaskTimeoutError } from 'rxjs-pool';
import { describe, expect, it } from 'vitest';
import type { Traced } from '../fixtures/tasks.js';
import { drain, probes, upTo, within } from '../helpers.js';
import { assertWhole, letters, ownPools, reasonOf } from './setup.js';

/** Leaves a trace when it begins; item 0 waits at the gate. */
const waitAt0 = async ({ log, gate, value }: Traced) => {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, `${value} in ${process.pid}\n`);
  while (value === 0 && !fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  return value;
};

/** Gives nine values, and leaves a trace before each. */
function* count({ log }: Traced) {
  const fs = process.getBuiltinModule('node:fs');
  for (let at = 0; at < 9; at++) {
    fs.appendFileSync(log, `${at} in ${process.pid}\n`);
    yield at;
  }
}

const pidOf = (line = ''): number => Number(line.split(' in ')[1]);

/** The items that began, by the traces. */
const begun = (lines: readonly string[]): number[] =>
  lines.map((line) => parseInt(line)).toSorted((a, b) => a - b);

// Elsewhere nothing tells that a process is stopped.
describe.runIf(process.platform === 'linux')('a child process that is stopped', () => {
  const owned = ownPools();
  const probe = probes();

  it.each([1, 2])('while it is idle keeps no item, of %i', async (processes) => {
    const pool = owned(new Pool({ runtime: 'child_process', processes }));
    for (const pid of await assertWhole(pool)) process.kill(pid, 'SIGSTOP');
    expect(await within(pool.map((x: number) => x, upTo(20), 3))).toEqual(upTo(20));
    expect(await within(pool.apply(() => 1))).toBe(1);
  });

  it.each([1, 2])('keeps the item that it runs until it goes on, and no other, of %i', async (processes) => {
    const traces = probe();
    const pool = owned(new Pool({ runtime: 'child_process', processes }));
    const outcomes: number[] = [];
    const first = pool.map(waitAt0, traces.items(4), 4);
    const [line] = await traces.until((lines) => lines.length > 0);
    process.kill(pidOf(line), 'SIGSTOP');
    const others = pool.map(waitAt0, traces.items(12).slice(4), 2).then((values) => outcomes.push(...values));
    traces.open();
    if (processes > 1) {
      // All that it has not begun runs in the other one.
      await traces.until((lines) => lines.length === 12);
      await within(others);
    }
    process.kill(pidOf(line), 'SIGCONT');
    expect(await within(first)).toEqual(upTo(4));
    await within(others);
    expect(outcomes).toEqual(upTo(12).slice(4));
    expect(begun(traces.lines())).toEqual(upTo(12));
    await assertWhole(pool);
  });

  it('keeps the item whose values wait for a reader', async () => {
    const traces = probe();
    const pool = owned(new Pool({ runtime: 'child_process', processes: 2 }));
    const values = pool.concatMap(count, traces.items(1), { buffersize: 2 });
    const [line] = await traces.until((lines) => lines.length === 2);
    process.kill(pidOf(line), 'SIGSTOP');
    // Some of these are sent to it, and run in the other one as soon as it is known to be stopped.
    expect(await within(pool.map((x: number) => x, upTo(20), 1))).toEqual(upTo(20));
    process.kill(pidOf(line), 'SIGCONT');
    expect(await drain(values)).toEqual(upTo(9));
    expect(traces.lines()).toHaveLength(9);
  });

  it('has its item end by its timeout, and the others elsewhere', async () => {
    const traces = probe();
    const pool = owned(new Pool({ runtime: 'child_process', processes: 1 }));
    const outcomes = pool.map(waitAt0, traces.items(4), { chunksize: 4, timeout: 500, settle: true });
    const [line] = await traces.until((lines) => lines.length > 0);
    process.kill(pidOf(line), 'SIGSTOP');
    traces.open();
    const settled = await within(outcomes);
    expect(letters(settled)).toBe('rfff');
    expect(reasonOf(settled[0])).toBeInstanceOf(TaskTimeoutError);
    await assertWhole(pool);
  });

  it('is let go of by unsubscribing, by close() and by terminate()', async () => {
    const traces = probe();
    const [closed, terminated] = [0, 1].map(() =>
      owned(new Pool({ runtime: 'child_process', processes: 1 })),
    );
    const pools = [closed, terminated] as Pool[];
    const controller = new AbortController();
    const { signal } = controller;
    const calls = pools.map((pool) => pool.map(waitAt0, traces.items(1), { signal }).catch(() => undefined));
    for (const line of await traces.until((lines) => lines.length === 2))
      process.kill(pidOf(line), 'SIGSTOP');
    controller.abort();
    await within(Promise.all(calls));
    closed?.close();
    await within(closed?.join() ?? Promise.reject(new Error('no pool')));
    await within(terminated?.terminate() ?? Promise.reject(new Error('no pool')));
    expect(traces.lines()).toHaveLength(2);
  });

  it('is replaced while it starts, and ended while it leaves', async () => {
    const traces = probe();
    const stop = (log: string) => {
      const fs = process.getBuiltinModule('node:fs');
      const isFirst = fs.readFileSync(log, 'utf8') === '';
      fs.appendFileSync(log, `init in ${process.pid}\n`);
      if (isFirst) process.kill(process.pid, 'SIGSTOP');
    };
    const pool = owned(
      new Pool({
        runtime: 'child_process',
        processes: 1,
        initializer: stop,
        initargs: [traces.log],
        finalizer: () => process.kill(process.pid, 'SIGSTOP'),
      }),
    );
    expect(await within(pool.map((x: number) => x, upTo(5), 2))).toEqual(upTo(5));
    expect(traces.lines()).toHaveLength(2);
    pool.close();
    await within(pool.join());
    appendFileSync(traces.log, 'ended\n');
    expect(traces.lines()).toHaveLength(3);
  });
});
