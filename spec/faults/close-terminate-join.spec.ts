import { poolFrom, poolImap, PoolTerminatedError, ResultTimeoutError, type Pool } from 'rxjs-pool';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { held, spin } from '../fixtures/tasks.js';
import { counted, drain, probes, record, rejection, upTo, within, type Probe } from '../helpers.js';
import { faultSettings, nearSettings, ownPools, shareOf, warnings, type FaultSetting } from './setup.js';

const identity = (x: number) => x;

const STEPS = ['close', 'terminate', 'join', 'dispose'] as const;
type Step = (typeof STEPS)[number];

const orders: readonly Step[][] = permutations(STEPS);
const some = orders.filter((_, at) => at % 4 === 0);

/** Calls of every kind, of which none can come to its end before the gate is open, or the pool terminated. */
function openCalls(pool: Pool, traces: Probe, { chunksize }: FaultSetting) {
  const source = counted();
  const silent = new Subject<number>();
  const calls: Array<Promise<unknown>> = [
    pool.map(held, traces.items(9), chunksize),
    pool.apply(held, [traces.item(0)]),
    pool.mapAsync(held, traces.items(9), chunksize).get(),
    drain(pool.imap(held, traces.items(9), chunksize)),
    endOf(silent.pipe(poolImap(identity, { pool, chunksize }))),
    endOf(poolFrom(source).pipe(poolImap(held as never, { pool, chunksize }))),
  ];
  return { calls: calls.map((call) => rejection(call)), source, silent };
}

describe.each(faultSettings)('$name', (setting) => {
  const isThread = setting.backend.name === 'worker_threads';
  const own = ownPools();
  const probe = probes();
  warnings();

  // All orders come with threads, some of them with processes.
  it.each(shareOf(isThread ? orders : some, setting))(
    '%s, %s, %s and %s at once, while everything is busy',
    async (...order) => {
      const traces = probe();
      const pool = own(setting.create());
      const { calls, source, silent } = openCalls(pool, traces, setting);
      await traces.until((lines) => lines.length >= setting.processes);
      const steps = order.map(async (step) =>
        step === 'dispose' ? pool[Symbol.asyncDispose]() : pool[step](),
      );
      await within(Promise.all(steps));
      for (const reason of await Promise.all(calls)) expect(reason).toBeInstanceOf(PoolTerminatedError);
      expect(source.counts.closed).toBe(source.counts.opened);
      expect(silent.observed).toBe(false);
      expect(pool.stats).toEqual({
        ...pool.stats,
        jobs: 0,
        queued: 0,
        workers: { starting: 0, idle: 0, busy: 0 },
      });
    },
  );
});

describe.each(nearSettings)('$name', (setting) => {
  const own = ownPools();
  const probe = probes();

  it('terminate() ends loops in all workers, also after close() and while join() waits', async () => {
    const traces = probe();
    const pool = own(setting.create());
    const result = rejection(pool.map(spin, traces.items(9), 1));
    await traces.until((lines) => lines.length === setting.processes);
    pool.close();
    const joined = pool.join();
    expect(await rejection(pool.join(10))).toBeInstanceOf(ResultTimeoutError);
    await within(pool.terminate());
    expect(await result).toBeInstanceOf(PoolTerminatedError);
    await within(joined);
  });

  it('close() lets all that has begun come to its end, also when workers die meanwhile', async () => {
    const traces = probe();
    const pool = own(setting.create());
    const dieAt4 = async ({ gate, value }: { gate: string; value: number }) => {
      const { existsSync } = process.getBuiltinModule('node:fs');
      while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
      return value === 4 ? process.exit(1) : value;
    };
    const mapped = pool.map(dieAt4, traces.items(9), { chunksize: setting.chunksize, settle: true });
    const iterated = drain(pool.imap(identity, upTo(9), setting.chunksize));
    pool.close();
    traces.open();
    await within(pool.join());
    expect((await mapped).map(({ status }) => status[0]).join('')).toBe('ffffrffff');
    expect(await iterated).toEqual(upTo(9));
  });

  it('a pool that ends before its workers are ready leaves nothing', async () => {
    for (const step of STEPS) {
      const pool = own(setting.create());
      const result = pool.map(identity, upTo(9)).catch((reason: unknown) => reason);
      if (step === 'dispose') await within(pool[Symbol.asyncDispose]());
      else if (step === 'join') await rejection(pool.join(0));
      else await within(Promise.resolve(pool[step]()));
      const outcome = await within(result);
      if (step === 'terminate') expect(outcome).toBeInstanceOf(PoolTerminatedError);
      else expect(outcome).toEqual(upTo(9));
    }
  });
});

/** Rejects with what the stream ends with. */
async function endOf(stream: Parameters<typeof record>[0]): Promise<void> {
  const { error } = await record(stream);
  throw error;
}

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((first) =>
    permutations(values.filter((value) => value !== first)).map((rest) => [first, ...rest]),
  );
}
