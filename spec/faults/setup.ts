import assert from 'node:assert/strict';
import { type Pool, poolImap, poolImapUnordered, type PoolOperatorOptions, type Settled } from 'rxjs-pool';
import { from } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { workerBackends, type Backend, type BackendOptions } from '../conformance.js';
import type { Traced } from '../fixtures/tasks.js';
import { collect, Probe, within } from '../helpers.js';
import { hearAlone } from './hear-alone.js';
import { assertNoMore, atRest, remains, type Remains } from './remains.js';

// Several workers may have to die, and to be started, one after another.
const DEADLINE = 60_000;

/** One way to run the cases of a fault. */
export interface FaultSetting {
  readonly name: string;
  readonly backend: Backend;
  readonly processes: number;
  readonly chunksize: number;
  readonly isOrdered: boolean;
  create(options?: BackendOptions): Pool;
}

const [threads, children] = workerBackends as readonly [Backend, Backend];

/** Runtime, chunk size, order and number of workers: each pair of values comes at least once. */
export const faultSettings: readonly FaultSetting[] = [
  setting(children, 1, 1, true),
  setting(children, 2, 4, false),
  setting(threads, 2, 1, false),
  setting(threads, 2, 4, true),
  setting(threads, 1, 4, false),
];

/** For faults that are none of the worker's: each of these values comes once. */
export const nearSettings: readonly FaultSetting[] = [
  setting(children, 1, 1, true),
  setting(threads, 2, 4, false),
];

/** Those on one runtime only. */
export function settingsOn(name: string): FaultSetting[] {
  return faultSettings.filter(({ backend }) => backend.name === name);
}

/** Of several variants of a fault, those that a setting has to try so that each comes once with each runtime. */
export function shareOf<T>(variants: readonly T[], one: FaultSetting): T[] {
  const peers = settingsOn(one.backend.name);
  const place = peers.findIndex(({ name }) => name === one.name);
  return variants.filter((_, at) => at % peers.length === place);
}

function setting(backend: Backend, processes: number, chunksize: number, isOrdered: boolean): FaultSetting {
  const order = isOrdered ? 'ordered' : 'unordered';
  return {
    name: `${backend.name} x ${processes}, chunksize ${chunksize}, ${order}`,
    backend,
    processes,
    chunksize,
    isOrdered,
    create: (options) => backend.create({ processes, ...options }),
  };
}

/**
 * One pool for the cases of the enclosing `describe`. After each case it has to answer with all its workers, and to
 * hold no more than before; after the last one it is closed, and nothing may be left of it.
 */
export function sharedWholePool(create: () => Pool): () => Pool {
  let pool: Pool | undefined;
  let before: Remains;
  let whole: Remains;
  beforeAll(async () => {
    before = remains();
    pool = create();
    await assertWhole(pool);
    whole = await atRest();
  });
  afterEach(async () => {
    await assertWhole(pool as Pool);
    await assertNoMore(whole);
  });
  afterAll(async () => {
    pool?.close();
    await within(pool?.join() ?? Promise.resolve());
    await assertNoMore(before);
  });
  return () => pool as Pool;
}

/** Ends the pools that a case makes for itself, and sees to it that nothing is left of them. */
export function ownPools(): (pool: Pool) => Pool {
  const pools: Pool[] = [];
  let before: Remains;
  beforeEach(() => {
    before = remains();
  });
  afterEach(async () => {
    await within(Promise.all(pools.splice(0).map((pool) => pool.terminate())));
    await assertNoMore(before);
  });
  return (pool) => {
    pools.push(pool);
    return pool;
  };
}

/** Fails unless as many items run at once as the pool has workers; tells the processes in which they did. */
export async function assertWhole(pool: Pool): Promise<number[]> {
  const probe = new Probe();
  try {
    const results = pool.map(meet, probe.items(pool.processes), 1);
    results.catch(() => undefined);
    await probe.until((lines) => lines.length === pool.processes);
    probe.open();
    const pids = await within(results);
    assert.equal(pids.length, pool.processes);
    assert.deepEqual({ jobs: pool.stats.jobs, queued: pool.stats.queued }, { jobs: 0, queued: 0 });
    return pids;
  } finally {
    probe.remove();
  }
}

/** Begins, and waits until the gate is open. Needs no module, which each new worker would have to load. */
const meet = async ({ log, gate, value }: Traced): Promise<number> => {
  const { appendFileSync, existsSync } = process.getBuiltinModule('node:fs');
  appendFileSync(log, `${value}\n`);
  while (existsSync(log) && !existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  return process.pid;
};

/** Runs items as the setting says, and gives their outcomes in the order of the items. */
export async function outcomesOf<T, R>(
  pool: Pool,
  { isOrdered, chunksize }: FaultSetting,
  fn: (item: T, index: number) => R | PromiseLike<R>,
  items: Iterable<T>,
  options: PoolOperatorOptions<T> = {},
): Promise<Settled<R>[]> {
  const operator = isOrdered ? poolImap : poolImapUnordered;
  const outcomes = await collect(
    from(items).pipe(operator<T, R, true>(fn, { ...options, pool, chunksize, settle: true })),
    DEADLINE,
  );
  const sorted = outcomes.toSorted((a, b) => a.index - b.index);
  if (isOrdered) assert.deepEqual(outcomes, sorted);
  assert.deepEqual(
    sorted.map(({ index }) => index),
    sorted.map((_, at) => at),
  );
  return sorted;
}

/** The outcomes as one letter each: fulfilled or rejected. */
export function letters(outcomes: ReadonlyArray<{ readonly status: string }>): string {
  return outcomes.map(({ status }) => status[0]).join('');
}

/** Collects what this process is warned of during a case, instead of printing it. */
export function warnings(): () => string[] {
  const heard: string[] = [];
  const hear = (warning: Error): void => void heard.push(`${warning.name}: ${warning.message}`);
  beforeEach(() => void (heard.length = 0));
  hearAlone('warning', hear);
  return () => heard;
}

/** What an item was rejected with. */
export function reasonOf(outcome: Settled<unknown> | undefined): unknown {
  assert.equal(outcome?.status, 'rejected');
  return outcome.reason;
}
