import { TaskTimeoutError, type Pool } from 'rxjs-pool';
import { expect } from 'vitest';
import type { Backend, BackendOptions } from '../backend.js';
import {
  began,
  begunAndWaiting,
  crowd,
  endsLate,
  failsAtFirst,
  failsAtOne,
  says,
  sum,
  workerOf,
} from '../fixtures/options.js';
import { rejection, turns, within, type Probe } from '../helpers.js';
import type { Call, Options } from './option-calls.js';
import type { Cell } from './option-tables.js';

/** What a trial has. */
export interface Stage {
  readonly backend: Backend;
  readonly call: Call;
  readonly traces: Probe;
  /** A pool with one worker, which other trials have used before. */
  readonly pool: Pool;
  /** A pool of its own. */
  readonly create: (options?: BackendOptions) => Pool;
}

// Quick items must be within it, also on a busy machine.
const TIMEOUT = 300;

/** Gives items, and then waits for ever, until it is closed. */
function live(items: readonly unknown[]): {
  readonly source: AsyncIterable<unknown>;
  readonly end: () => void;
} {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const source = (async function* () {
    yield* items;
    await ended;
  })();
  return { source, end };
}

/** How many items are read at once, while none of them ends. */
async function readAhead({ call, traces, create }: Stage, options: Options): Promise<number> {
  const before = traces.lines().length;
  let pulled = 0;
  const endless = {
    *[Symbol.iterator]() {
      for (;;) yield traces.item(pulled++);
    },
  };
  const run = call.begin(create(), begunAndWaiting, endless, options);
  run.results.catch(() => undefined);
  await traces.until((lines) => lines.length > before);
  await turns(20);
  run.leave();
  return pulled;
}

/** Shows that an option has its effect. */
export const trials: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async chunksize({ backend, call, traces, create }) {
    if (!call.isLive) {
      const two = create(backend.runsInParallel ? { processes: 2 } : {});
      const workers = (
        await within(call.begin(two, workerOf, traces.items(6), { chunksize: 3 }).results)
      ).flat();
      expect(new Set(workers.slice(0, 3)).size).toBe(1);
      expect(new Set(workers.slice(3)).size).toBe(1);
      return;
    }
    const pool = create();
    const { source, end } = live(traces.items(5));
    const run = call.begin(pool, began, source, { chunksize: 3 });
    await traces.until((lines) => lines.length === 3);
    await turns(20);
    expect(traces.lines()).toHaveLength(3);
    end();
    expect((await within(run.results)).flat()).toHaveLength(5);
  },
  async linger({ call, traces, pool }) {
    const { source, end } = live(traces.items(5));
    const run = call.begin(pool, began, source, { chunksize: 3, linger: 10 });
    await traces.until((lines) => lines.length === 5);
    end();
    expect((await within(run.results)).flat()).toHaveLength(5);
  },
  async buffersize(stage) {
    expect(await readAhead(stage, {})).toBeGreaterThan(1);
    expect(await readAhead(stage, { buffersize: 1 })).toBe(1);
  },
  async bufferbytes(stage) {
    expect(await readAhead(stage, { bufferbytes: Infinity })).toBeGreaterThan(1);
    expect(await readAhead(stage, { bufferbytes: 1 })).toBe(1);
  },
  async settle({ call, traces, pool }) {
    const outcomes = await within(call.begin(pool, failsAtOne, traces.items(3), { settle: true }).results);
    const failed = (outcomes as Array<{ status?: string; kind?: string; index: number }>).filter(
      ({ status, kind }) => status === 'rejected' || kind === 'E',
    );
    expect(failed.map(({ index }) => index)).toEqual([1]);
    const wanted = JSON.stringify(outcomes);
    expect(wanted).toContain('"index":2');
  },
  async retries({ call, traces, pool }) {
    const { results } = call.begin(pool, failsAtFirst, [traces.item(5)], { retries: 1 });
    expect((await within(results)).flat()).toEqual([6]);
    expect(await rejection(call.begin(pool, failsAtFirst, [traces.item(5)]).results)).toBeInstanceOf(
      RangeError,
    );
  },
  async timeout({ call, traces, pool }) {
    const { results } = call.begin(pool, begunAndWaiting, [traces.item(0)], { timeout: TIMEOUT });
    expect(await rejection(results)).toBeInstanceOf(TaskTimeoutError);
  },
  async grace({ call, traces, pool }) {
    const options = { timeout: TIMEOUT, grace: 20_000 };
    const { results } = call.begin(pool, endsLate, [traces.item(0)], options);
    expect(await rejection(results)).toBeInstanceOf(TaskTimeoutError);
    expect((await within(call.begin(pool, endsLate, [traces.item(1)]).results)).flat()).toEqual([true]);
  },
  async concurrency({ call, traces, pool }) {
    const { results } = call.begin(pool, crowd, traces.items(2), { concurrency: 2 });
    expect((await within(results)).flat()).toEqual([2, 2]);
  },
  async onUnsubscribe({ call, traces, pool }) {
    const run = call.begin(pool, begunAndWaiting, [traces.item(0)], { onUnsubscribe: 'kill' });
    run.results.catch(() => undefined);
    await traces.until((lines) => lines.length === 1);
    run.leave();
    // The only worker would be busy otherwise.
    expect(await within(pool.apply(began, [traces.item(1)]))).toEqual([1]);
  },
  async transfer({ call, pool }) {
    expect(await moved(call, pool)).toBe(0);
  },
  async signal({ call, traces, pool }) {
    const controller = new AbortController();
    const options = { signal: controller.signal, onUnsubscribe: 'kill' };
    const run = call.begin(pool, begunAndWaiting, [traces.item(0)], options);
    const reason = rejection(run.results);
    await traces.until((lines) => lines.length === 1);
    controller.abort(new Error('enough'));
    expect(String(await reason)).toBe('Error: enough');
  },
  async onReport({ call, traces, pool }) {
    const heard: unknown[] = [];
    const options = { onReport: ({ value }: { value: unknown }) => heard.push(value) };
    expect((await within(call.begin(pool, says, [traces.item(7)], options).results)).flat()).toEqual([7]);
    expect(heard).toEqual(['it is 7']);
  },
};

/** What is left here of an item of 24 bytes that a call was told to transfer. */
async function moved(call: Call, pool: Pool): Promise<number> {
  const numbers = new Float64Array([1, 2, 3]);
  const transfer = (item: Float64Array | [Float64Array]) => [
    (item instanceof Float64Array ? item : item[0]).buffer,
  ];
  const { results } = call.begin(pool, sum, [numbers], { transfer });
  expect((await within(results)).flat()).toEqual([6]);
  return numbers.byteLength;
}

/** A value of each option that is right somewhere. */
const samples: Options = {
  chunksize: 2,
  linger: 1,
  buffersize: 4,
  bufferbytes: 1000,
  settle: true,
  retries: 1,
  timeout: 60_000,
  grace: 10,
  concurrency: 2,
  onUnsubscribe: 'kill',
  transfer: (): object[] => [],
  signal: new AbortController().signal,
  onReport: (): void => undefined,
};

/** Shows that a cell of a table is right. */
export async function expectCell({ option, says: said }: Cell, stage: Stage): Promise<void> {
  const { call, traces, pool } = stage;
  const trial = trials[option];
  if (!trial || !(option in samples)) throw new Error(`Nothing is known about an option ${option}`);
  if (said === 'works') return trial(stage);
  const options = { [option]: samples[option] };
  if (said === 'refused') {
    const begin = (): unknown => call.begin(pool, began, traces.items(1), options);
    expect(begin).toThrow(new RegExp(`^Cannot .*${call.name}: .*\\b${option}\\b`));
    return;
  }
  expect(said).toBe('no effect');
  if (option === 'transfer') expect(await moved(call, pool)).toBe(24);
  expect((await within(call.begin(pool, began, traces.items(5), options).results)).flat()).toEqual([
    0, 1, 2, 3, 4,
  ]);
}
