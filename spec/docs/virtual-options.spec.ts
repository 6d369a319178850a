import { Pool, poolConcatMap, poolFrom, poolImap, poolMap, poolMergeMap } from 'rxjs-pool';
import { report } from 'rxjs-pool/tasks';
import { virtualExecutor, type ItemRun } from 'rxjs-pool/testing';
import type { Observable, OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { counted } from '../helpers.js';
import { callCells, cellsOf } from './option-tables.js';

type Loose = (fn: unknown, options: unknown) => OperatorFunction<unknown, unknown>;

/** One operator of each column of the page. */
const operators: Readonly<Record<string, readonly Loose[]>> = {
  'poolMap, poolStarmap': [poolMap as Loose],
  'poolImap…, imap…': [poolImap as Loose],
  'poolConcatMap…, concatMap…': [poolConcatMap as Loose, poolMergeMap as Loose],
};

/** A stream to play. */
interface Play {
  /** Items in marbles, or a source. */
  readonly items: string | Observable<unknown>;
  readonly options: object;
  readonly fn?: (item: unknown) => unknown;
  /** Frames that an item takes. */
  readonly duration?: number;
  /** When the subscriber leaves. */
  readonly leaveAt?: number;
  /** What else happens, and when. */
  readonly act?: () => void;
  readonly actAt?: number;
}

interface Played {
  readonly values: unknown[];
  readonly error: unknown;
  readonly runs: readonly ItemRun[];
  /** Each run as text: "a 0-5 returned". */
  readonly lines: string[];
}

/** Plays a stream on one virtual worker. */
function play(operator: Loose, { items, options, fn, duration = 0, leaveAt, act, actAt = 0 }: Play): Played {
  const scheduler = new TestScheduler(() => undefined);
  const values: unknown[] = [];
  let failure: unknown;
  let runs: readonly ItemRun[] = [];
  scheduler.run(({ cold }) => {
    const executor = virtualExecutor(scheduler, { duration });
    const pool = new Pool({ executor });
    const source = typeof items === 'string' ? cold(items) : items;
    const subscription = source
      .pipe(operator(fn ?? ((item: unknown) => [item]), { ...options, pool }))
      .subscribe({ next: (value) => values.push(value), error: (reason: unknown) => (failure = reason) });
    if (leaveAt !== undefined) scheduler.schedule(() => subscription.unsubscribe(), leaveAt);
    if (act) scheduler.schedule(act, actAt);
    scheduler.flush();
    runs = executor.runs.map((run) => ({ ...run }));
  });
  const lines = runs.map(({ item, from, to, ending }) => `${String(item)} ${from}-${to} ${ending}`);
  return { values: values.flat(2), error: failure, runs, lines };
}

/** How many items are read at once, while none of them ends. */
function readAhead(operator: Loose, options: object): number {
  const source = counted();
  play(operator, { items: poolFrom(source), options, duration: Infinity, leaveAt: 5 });
  return source.counts.pulled;
}

const failsAtA = (item: unknown): unknown[] => {
  if (item === 'a') throw new RangeError('not a');
  return [item];
};

const works: Readonly<Record<string, (operator: Loose) => void>> = {
  chunksize(operator) {
    expect(play(operator, { items: 'a--b|', options: { chunksize: 2 }, duration: 1 }).lines).toEqual([
      'a 3-4 returned',
      'b 4-5 returned',
    ]);
  },
  linger(operator) {
    const options = { chunksize: 2, linger: 1 };
    expect(play(operator, { items: 'a--b|', options, duration: 1 }).lines[0]).toBe('a 1-2 returned');
  },
  buffersize(operator) {
    expect(readAhead(operator, {})).toBeGreaterThan(1);
    expect(readAhead(operator, { buffersize: 1 })).toBe(1);
  },
  bufferbytes(operator) {
    expect(readAhead(operator, {})).toBeGreaterThan(1);
    expect(readAhead(operator, { bufferbytes: 1 })).toBe(1);
  },
  settle(operator) {
    const { values, error } = play(operator, { items: '(ab|)', options: { settle: true }, fn: failsAtA });
    expect(error).toBeUndefined();
    const failed = (values as Array<{ status?: string; kind?: string; index: number }>).filter(
      ({ status, kind }) => status === 'rejected' || kind === 'E',
    );
    expect(failed.map(({ index }) => index)).toEqual([0]);
    expect(JSON.stringify(values)).toContain('"index":1');
  },
  retries(operator) {
    const { runs, error } = play(operator, { items: '(ab|)', options: { retries: 2 }, fn: failsAtA });
    expect(runs.filter(({ index }) => index === 0).map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
    expect(error).toBeInstanceOf(RangeError);
  },
  timeout(operator) {
    const { lines, error } = play(operator, { items: '(a|)', options: { timeout: 2 }, duration: 5 });
    expect(lines).toEqual(['a 0-2 late']);
    expect(error).toMatchObject({ name: 'TaskTimeoutError', timeout: 2 });
  },
  grace(operator) {
    const options = { timeout: 2, grace: 9 };
    const { lines, error } = play(operator, { items: '(a|)', options, duration: 5 });
    expect(lines).toEqual(['a 0-5 late']);
    expect(error).toMatchObject({ name: 'TaskTimeoutError', timeout: 2 });
  },
  concurrency(operator) {
    const options = { concurrency: 2 };
    expect(play(operator, { items: '(ab|)', options, duration: 5 }).lines).toEqual([
      'a 0-5 returned',
      'b 0-5 returned',
    ]);
  },
  onUnsubscribe(operator) {
    const [finish, kill] = ['finish', 'kill'].map(
      (onUnsubscribe) =>
        play(operator, { items: '(ab|)', options: { onUnsubscribe }, duration: 5, leaveAt: 2 }).lines,
    );
    expect(kill).toEqual(['a 0-2 killed']);
    expect(finish).toHaveLength(1);
  },
  signal(operator) {
    const controller = new AbortController();
    const { error } = play(operator, {
      items: '(ab|)',
      options: { signal: controller.signal },
      duration: 5,
      act: () => controller.abort(new Error('enough')),
      actAt: 2,
    });
    expect(String(error)).toBe('Error: enough');
  },
  onReport(operator) {
    const heard: unknown[] = [];
    play(operator, {
      items: '(ab|)',
      options: { onReport: ({ value }: { value: unknown }) => heard.push(value) },
      fn: (item) => {
        report(`it is ${String(item)}`);
        return [item];
      },
    });
    expect(heard).toEqual(['it is a', 'it is b']);
  },
};

const noEffect: Readonly<Record<string, (operator: Loose) => void>> = {
  transfer(operator) {
    const { buffer } = new Uint8Array(3);
    const options = { transfer: () => [buffer] };
    expect(play(operator, { items: '(ab|)', options }).values).toEqual(['a', 'b']);
    expect(buffer.byteLength).toBe(3);
  },
};

describe('virtual time', () => {
  const cases = cellsOf('virtual time').flatMap((cell) =>
    Object.entries(operators)
      .filter(([column]) =>
        callCells.some((one) => one.option === cell.option && one.column === column && one.says === 'works'),
      )
      .flatMap(([, all]) => all.map((operator) => ({ ...cell, operator, name: operator.name }))),
  );

  it.each(cases)('$option: $says, $name', ({ option, says, operator }) => {
    const trial = { works, 'no effect': noEffect, refused: undefined }[says]?.[option];
    expect(trial, `an option ${option} that ${says}`).toBeDefined();
    trial?.(operator);
  });

  it('has each option', () => {
    expect(cellsOf('virtual time')).toHaveLength(13);
  });
});
