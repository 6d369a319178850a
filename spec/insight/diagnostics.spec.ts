import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inlineExecutor, Pool, WorkerCrashedError } from 'rxjs-pool';
import { collectInsights } from 'rxjs-pool/insight';
import { afterEach, describe, expect, it } from 'vitest';
import { terminatedAfterEach, workerBackends } from '../conformance.js';
import { upTo, within } from '../helpers.js';

type Listener = (message: unknown, name: string | symbol) => void;

const listeners: Array<readonly [string, Listener]> = [];

function on(channel: string, listener: (message: Record<string, unknown>) => void): () => void {
  const entry = [channel, (message) => listener(message as Record<string, unknown>)] as readonly [
    string,
    Listener,
  ];
  subscribe(...entry);
  listeners.push(entry);
  return () => unsubscribe(...entry);
}

function heardOn(channel: string): Array<Record<string, unknown>> {
  const heard: Array<Record<string, unknown>> = [];
  on(channel, (message) => heard.push(message));
  return heard;
}

afterEach(() => {
  for (const entry of listeners.splice(0)) unsubscribe(...entry);
});

describe.each(workerBackends)('diagnostics_channel, $name', (backend) => {
  const owned = terminatedAfterEach();

  it('tells of each run of each item', async () => {
    const pool = owned(backend.create({ processes: 1 }));
    const heard = heardOn('rxjs-pool:item');
    const before = performance.now();
    const fussy = function fussy(x: number): number {
      if (x === 1) throw new RangeError('not this one');
      if (x === 2) process.exit(1);
      return x;
    };
    await within(pool.map(fussy, [0, 1, 2, 3], { chunksize: 4, settle: true, retries: 1 }));
    const runs = heard.map(({ index, attempt, error }) => ({ index, attempt, error }));
    expect(runs.filter(({ index }) => index === 0 || index === 3)).toEqual([
      { index: 0, attempt: 0, error: undefined },
      { index: 3, attempt: 0, error: undefined },
    ]);
    expect(runs.filter(({ index }) => index === 1)).toEqual([
      { index: 1, attempt: 0, error: new RangeError('not this one') },
      { index: 1, attempt: 1, error: new RangeError('not this one') },
    ]);
    expect(runs.filter(({ index }) => index === 2).map(({ error }) => error)).toEqual([
      expect.any(WorkerCrashedError),
      expect.any(WorkerCrashedError),
    ]);
    for (const { pool: whose, name, workerId, start, end } of heard) {
      expect({ whose, name, workerId }).toEqual({ whose: pool, name: 'fussy', workerId: 1 });
      expect(start ?? end).toBeGreaterThan(before);
      expect(end).toBeLessThanOrEqual(performance.now());
    }
  });

  it('tells of messages and workers', async () => {
    const messages = heardOn('rxjs-pool:message');
    const workers = heardOn('rxjs-pool:worker');
    const pool = owned(backend.create({ processes: 1 }));
    await within(pool.map((x: number) => x, upTo(6), 3));
    const itemsOf = (type: string): number =>
      messages.filter((one) => one['type'] === type).reduce((sum, { items }) => sum + (items as number), 0);
    expect(itemsOf('sent')).toBe(6);
    expect(itemsOf('reported')).toBe(6);
    expect(workers.map(({ workerId, state }) => ({ workerId, state }))).toEqual([
      { workerId: 1, state: 'starting' },
      { workerId: 1, state: 'ready' },
    ]);
  });

  it.each(['close', 'terminate'] as const)('tells of workers once, up to their end by %s', async (how) => {
    const workers = heardOn('rxjs-pool:worker');
    const pool = owned(backend.create({ processes: 1 }));
    const states = (): unknown[] => workers.map(({ state }) => state);
    await within(pool.map((x: number) => x, [1]));
    // Idle workers are let go by now, so that the program could end. Nothing tells of it, and it is to be seen nowhere.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await within(pool.map((x: number) => x, [2]));
    expect(states()).toEqual(['starting', 'ready']);
    if (how === 'close') pool.close();
    await within(how === 'close' ? pool.join() : pool.terminate());
    expect(states()).toEqual(['starting', 'ready', 'gone']);
  });

  it('tells it in the context of whoever made the call', async () => {
    const storage = new AsyncLocalStorage<string>();
    const pool = owned(backend.create());
    const contexts: unknown[] = [];
    on('rxjs-pool:item', ({ name }) => contexts.push(`${String(name)} of ${storage.getStore()}`));
    const [one, two] = [
      function first(x: number) {
        return x;
      },
      function second(x: number) {
        return x;
      },
    ];
    await within(
      Promise.all([
        storage.run('one', () => pool.map(one, upTo(9), 1)),
        storage.run('two', () => pool.map(two, upTo(9), 1)),
      ]),
    );
    expect(contexts).toHaveLength(18);
    expect(contexts.filter((heard) => heard === 'first of one')).toHaveLength(9);
    expect(contexts.filter((heard) => heard === 'second of two')).toHaveLength(9);
  });
});

describe('diagnostics_channel', () => {
  it('takes subscribers in the middle of everything, beside others who look on, and lets go of them', async () => {
    const pool = new Pool({ executor: inlineExecutor() });
    const insights = collectInsights(pool);
    const heard: unknown[] = [];
    const stop = on('rxjs-pool:item', ({ index }) => heard.push(index));
    await within(pool.map((x: number) => x, upTo(3), 1));
    stop();
    await within(pool.map((x: number) => x, upTo(3), 1));
    expect(heard).toEqual([0, 1, 2]);
    expect(insights.read().workers).toMatchObject([{ items: 6 }]);
  });

  it('has a pool make nothing to tell while nobody is subscribed', async () => {
    const told: unknown[] = [];
    const executor = Object.assign(inlineExecutor(), {
      observe: (observer: unknown) => told.push(typeof observer),
    });
    const pool = new Pool({ executor });
    await within(pool.map((x: number) => x, [1]));
    expect(told).toEqual([]);
    const stop = on('rxjs-pool:message', () => undefined);
    await within(pool.map((x: number) => x, [1]));
    stop();
    await within(pool.map((x: number) => x, [1]));
    expect(told).toEqual(['object', 'undefined']);
  });
});
