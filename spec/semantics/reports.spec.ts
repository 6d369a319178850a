import { poolImap, poolImapUnordered, poolMap, type ItemReport } from 'rxjs-pool';
import { currentTask, report } from 'rxjs-pool/tasks';
import { from, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { backends, sharedPool, terminatedAfterEach, workerBackends } from '../conformance.js';
import {
  note,
  reportAcrossWaits,
  reportAndChange,
  reportAndExit,
  reportAndGive,
  reportAndWait,
  reportAttempts,
  reportKinds,
  reportSteps,
  reportUncloneable,
  reportUntilOpen,
} from '../fixtures/tasks.js';
import { collect, drain, probes, rejection, upTo, within } from '../helpers.js';

/** Collects the reports that are heard. */
function listener(): { readonly heard: ItemReport[]; readonly onReport: (one: ItemReport) => void } {
  const heard: ItemReport[] = [];
  return { heard, onReport: (one) => void heard.push(one) };
}

const valuesOf = (heard: readonly ItemReport[]): unknown[] => heard.map(({ value }) => value);
const stepsOf = (heard: readonly ItemReport[]): number[] =>
  heard.map(({ value }) => (value as { step: number }).step);

describe.each(backends)('$name', (backend) => {
  const pool = sharedPool(() => backend.create({ processes: 1 }));
  const probe = probes();

  it('the first report of each item is heard, and the last before its outcome', async () => {
    const { heard, onReport } = listener();
    const counts = [5, 3000, 1];
    const knownAt: number[] = [];
    const results = from(counts).pipe(
      poolImapUnordered(reportSteps, { pool: pool(), onReport }),
      tap((count) => (knownAt[counts.indexOf(count)] = heard.length)),
    );
    expect(await collect(results)).toEqual(counts);
    for (const [index, count] of counts.entries()) {
      const own = heard.filter((one) => one.index === index);
      expect(own[0]).toEqual({ index, attempt: 0, value: { step: 1, of: count } });
      expect(own.at(-1)).toEqual({ index, attempt: 0, value: { step: count, of: count } });
      expect(heard.lastIndexOf(own.at(-1) as ItemReport)).toBeLessThan(knownAt[index] as number);
    }
  });

  it('those between them come in order, and only now and then', async () => {
    const { heard, onReport } = listener();
    expect(await within(pool().apply(reportSteps, [20_000], { onReport }))).toBe(20_000);
    const steps = stepsOf(heard);
    expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
    expect(steps.at(-1)).toBe(20_000);
    expect(steps.length).toBeLessThan(2000);
  });

  it('a report that is not the last arrives while the item waits', async () => {
    const { heard, onReport } = listener();
    const traces = probe();
    const call = pool().apply(reportAndWait, [traces.item(7)], {
      onReport(one) {
        onReport(one);
        if (one.value === 'third') traces.open();
      },
    });
    expect(await within(call)).toBe(7);
    expect(valuesOf(heard)).toEqual(['first', 'third']);
  });

  it('reports know their item after a wait, and their attempt', async () => {
    const { heard, onReport } = listener();
    const names = ['a', 'b', 'c'];
    await within(pool().map(reportAcrossWaits, names, { onReport }));
    for (const { index, value } of heard) expect(String(value)).toContain(names[index]);
    expect(valuesOf(heard)).toEqual(names.flatMap((name) => [`${name} begins`, `${name} goes on`]));
    const again = listener();
    expect(await within(pool().apply(reportAttempts, ['d'], { onReport: again.onReport, retries: 2 }))).toBe(
      'd',
    );
    expect(again.heard).toEqual([0, 1, 2].map((attempt) => ({ index: 0, attempt, value: `d ${attempt}` })));
  });

  it('values keep their kind, and are what they were when they were reported', async () => {
    const { heard, onReport } = listener();
    await within(pool().apply(reportKinds, [], { onReport }));
    const { dictionary, error, part } = valuesOf(heard)[0] as Record<string, Record<string, unknown>>;
    expect(Object.getPrototypeOf(dictionary)).toBeNull();
    expect(dictionary?.['part']).toBe(part);
    expect(error).toBeInstanceOf(RangeError);
    for (const length of [1, 100_000]) {
      const changing = listener();
      await within(pool().apply(reportAndChange, [length], { onReport: changing.onReport }));
      const seen = changing.heard.map(({ value }) => {
        const { done, memory } = value as { done: number; memory: Uint8Array };
        return [done, memory[0], memory.length];
      });
      expect(seen).toEqual([
        [0, 0, length],
        [1, 1, length],
      ]);
    }
  });

  it('what cannot be copied is refused where it is reported', async () => {
    const { heard, onReport } = listener();
    const refusal =
      'UncloneableError: Cannot copy the report of item 0: its part .deep[0] is not cloneable; pass plain data, or what the structured clone algorithm takes';
    expect(await within(pool().apply(reportUncloneable, [], { onReport }))).toBe(refusal);
    expect(valuesOf(heard)).toEqual(['fine']);
  });

  it.skipIf(backend.isQueue)(
    'the last one is heard before a value that cannot be copied fails its item',
    async () => {
      const { heard, onReport } = listener();
      const notes = await drain(pool().concatMap(reportAndGive, [1], { onReport, settle: true }));
      expect(notes.map(({ kind }) => kind)).toEqual(['N', 'E']);
      expect(valuesOf(heard)).toEqual(['first', 'last']);
    },
  );

  it('without a listener, nothing is looked at', async () => {
    expect(await within(pool().apply(reportUncloneable, []))).toBe('nothing was thrown');
    expect(await within(pool().map(reportSteps, [3, 4]))).toEqual([3, 4]);
  });

  it('every operator and every method hears reports', async () => {
    const items = [2, 1];
    const calls: Array<(onReport: (one: ItemReport) => void) => PromiseLike<unknown>> = [
      (onReport) => pool().map(reportSteps, items, { onReport }),
      (onReport) => pool().starmapAsync(reportSteps, [[2], [1]], { onReport }),
      (onReport) => drain(pool().imap(reportSteps, items, { onReport })),
      (onReport) => drain(pool().istarmapUnordered(reportSteps, [[2], [1]] as const, { onReport })),
      (onReport) => collect(from(items).pipe(poolMap(reportSteps, { pool: pool(), onReport }))),
      (onReport) =>
        collect(from(items).pipe(poolImap(reportSteps, { pool: pool(), onReport, settle: true }))),
    ];
    for (const call of calls) {
      const { heard, onReport } = listener();
      await within(call(onReport));
      expect(heard.map(({ index, value }) => [index, value])).toEqual([
        [0, { step: 1, of: 2 }],
        [0, { step: 2, of: 2 }],
        [1, { step: 1, of: 1 }],
      ]);
    }
    const { heard, onReport } = listener();
    await within(pool().applyAsync(reportSteps, [1], undefined, undefined, { onReport }));
    expect(stepsOf(heard)).toEqual([1]);
  });

  it('a listener that throws ends the call with that error', async () => {
    const failure = new Error('not interested');
    const onReport = (): never => {
      throw failure;
    };
    expect(await rejection(pool().apply(reportSteps, [3], { onReport }))).toBe(failure);
    const outcomes = from(upTo(50)).pipe(poolImap(reportSteps, { pool: pool(), onReport, settle: true }));
    expect(await rejection(collect(outcomes))).toBe(failure);
    expect(pool().stats.jobs).toBe(0);
    expect(await within(pool().apply(reportSteps, [3]))).toBe(3);
  });

  it('nothing is heard of a call that is over', async () => {
    const { heard, onReport } = listener();
    const traces = probe();
    const controller = new AbortController();
    const call = pool().apply(reportAndWait, [traces.item(1)], {
      signal: controller.signal,
      onReport(one) {
        onReport(one);
        controller.abort('enough');
      },
    });
    expect(await rejection(call)).toBe('enough');
    traces.open();
    await within(pool().apply(note, [traces.item(2)]));
    expect(heard).toHaveLength(1);
  });
});

describe.each(workerBackends)('$name', (backend) => {
  const owned = terminatedAfterEach();
  const probe = probes();

  it('reports of a loop that never gives way arrive while it runs', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const traces = probe();
    const { heard, onReport } = listener();
    const call = pool.apply(reportUntilOpen, [traces.item(0)], {
      onReport(one) {
        onReport(one);
        if (heard.length === 4) traces.open();
      },
    });
    const steps = await within(call);
    expect(heard.length).toBeGreaterThanOrEqual(4);
    expect(heard.at(-1)?.value).toBe(steps);
  });

  it.runIf(backend.hasExitCodes)('what was reported before the worker died is heard', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const { heard, onReport } = listener();
    const outcomes = await within(
      pool.map(reportAndExit, ['a', 'b'], { onReport, settle: true, chunksize: 2, retries: 1 }),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const told = heard.map(({ index, attempt, value }) => `${index} ${attempt} ${String(value)}`);
    expect(told.toSorted()).toEqual(['0 0 a', '0 1 a', '1 0 b', '1 1 b']);
  });
});

describe('outside of an item', () => {
  it('report does nothing', () => {
    expect(currentTask().index).toBe(-1);
    expect(report(() => 1)).toBeUndefined();
  });
});
