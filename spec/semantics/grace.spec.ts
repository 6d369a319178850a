import { poolImap, TaskTimeoutError, type Settled } from 'rxjs-pool';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { terminatedAfterEach, workerBackends } from '../conformance.js';
import {
  lateAtFirst,
  spin,
  spinsIfFirst,
  spinUntilAborted,
  throwsWhenAborted,
  untilAborted,
  waitsIfFirst,
  type Traced,
} from '../fixtures/tasks.js';
import { probes, rejection, within } from '../helpers.js';

// Items of a microsecond must be within it, also on a busy machine.
const timeout = 500;
/** Longer than any spec waits. */
const LONG = 60_000;

/** The results, and the names of the errors. */
function told(outcomes: ReadonlyArray<Settled<unknown>>): unknown[] {
  return outcomes.map((one) =>
    one.status === 'fulfilled' ? one.value : (one.reason as TaskTimeoutError).name,
  );
}

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();
  const create = () => owned(backend.create({ processes: 1 }));

  it.each([['waits', waitsIfFirst] as const, ['spins', spinsIfFirst] as const])(
    'an item that %s and returns within its grace costs no worker, and aborts no other item',
    async (how, fn) => {
      // Nothing else reaches a loop that never gives way.
      if (how === 'spins' && !backend.sharesMemory) return;
      const pool = create();
      const traces = probe();
      const options = { timeout, grace: LONG, settle: true, chunksize: 4 } as const;
      const outcomes = await within(pool.map(fn, traces.items(4), options));
      expect(told(outcomes)).toEqual(['TaskTimeoutError', { runs: 2 }, { runs: 3 }, { runs: 4 }]);
      expect(outcomes[0]).toMatchObject({ reason: { index: 0, timeout } });
      expect(traces.lines()).toEqual(['began 0', 'aborted 0']);
      expect(await within(pool.apply(fn, [traces.item(5)], { timeout, grace: LONG }))).toEqual({ runs: 5 });
    },
  );

  it('the reason of the signal is a TimeoutError; what is thrown then is not told', async () => {
    const pool = create();
    const traces = probe();
    const error = await rejection(pool.apply(throwsWhenAborted, [traces.item(0)], { timeout, grace: LONG }));
    expect(error).toBeInstanceOf(TaskTimeoutError);
    expect(traces.lines()).toEqual(['began 0', 'aborted 0']);
    expect(await within(pool.apply(waitsIfFirst, [traces.item(1)]))).toEqual({ runs: 1 });
  });

  it('a second attempt runs in the same worker', async () => {
    const pool = create();
    const options = { timeout, grace: LONG, retries: 1 };
    const result = await within(pool.apply(lateAtFirst, [probe().item(0)], options));
    expect(result).toEqual({ runs: 2, attempt: 1 });
  });

  it('an item that goes on is killed when its grace is over, and no other is', async () => {
    const pool = create();
    const traces = probe();
    await within(pool.apply(waitsIfFirst, [traces.item(1)]));
    const late = pool.map(spin, [traces.item(0)], { timeout, grace: 200, settle: true });
    await traces.until((lines) => lines.length === 1);
    const other = pool.apply(waitsIfFirst, [traces.item(2)]);
    expect(told(await within(late))).toEqual(['TaskTimeoutError']);
    expect(await within(other)).toEqual({ runs: 1 });
    expect(traces.lines()).toEqual(['began 0']);
  });

  it("with 'kill', an item that returns within its grace costs no worker", async () => {
    const pool = create();
    const traces = probe();
    const run = { pool, onUnsubscribe: 'kill', grace: LONG } as const;
    await within(pool.apply(waitsIfFirst, [traces.item(1)]));
    const fns = backend.sharesMemory ? [untilAborted, spinUntilAborted] : [untilAborted];
    for (const fn of fns) {
      const own = probe();
      const subscription = from(own.items(9))
        .pipe(poolImap<Traced, number>(fn, { ...run, chunksize: 9 }))
        .subscribe();
      await own.until((lines) => lines.length === 1);
      subscription.unsubscribe();
      await own.until((lines) => lines.length === 2);
      await within(pool.apply(waitsIfFirst, [traces.item(2)]));
      expect(own.lines()).toEqual(['began 0', 'aborted 0']);
    }
    expect(await within(pool.apply(waitsIfFirst, [traces.item(3)]))).toEqual({ runs: 2 + fns.length });
  });

  it("with 'kill', an item that goes on is killed when its grace is over", async () => {
    const pool = create();
    const traces = probe();
    const options = { onUnsubscribe: 'kill', grace: 200 } as const;
    await within(pool.apply(waitsIfFirst, [traces.item(1)]));
    const subscription = from(traces.items(3))
      .pipe(poolImap(spin, { ...options, pool }))
      .subscribe();
    await traces.until((lines) => lines.length === 1);
    subscription.unsubscribe();
    expect(await within(pool.apply(waitsIfFirst, [traces.item(2)]))).toEqual({ runs: 1 });
    expect(traces.lines()).toEqual(['began 0']);
  });

  it('terminate() waits for no grace', async () => {
    const pool = create();
    const traces = probe();
    const late = rejection(pool.apply(spin, [traces.item(0)], { timeout: 1, grace: LONG }));
    await traces.until((lines) => lines.length === 1);
    await within(pool.terminate());
    expect(await late).toHaveProperty('name', 'PoolTerminatedError');
  });
});
