import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'rxjs-pool';
import { within } from '../helpers.js';
import { Census, footprint, grownSince } from '../census.js';
import { collectedUntil, garbageCollector } from '../collected.js';
import type { Account } from './account.js';
import { LONGEST_FUSE } from './fates.js';
import type { JobPlan, Scenario } from './plan.js';
import { runJob, SharedSignal } from './run-job.js';
import { meet, type Victim } from '../fixtures/suffer.js';

/** Longest that anything may take, in ms: far more than it ever does, on a machine that is busy with other things. */
const DEADLINE = 60_000;

/** What happened in a scenario. */
export interface Played {
  /** Of each job, in the order of the plan. */
  readonly accounts: readonly Account[];
  /** What workers and callers wrote down, in the order in which they did. */
  readonly trace: readonly string[];
  /** Workers that were killed from outside. */
  readonly kills: number;
  /** Processes that were stopped from outside. */
  readonly pauses: number;
  /** The jobs that began before the pool was told to end. */
  readonly begunBeforeEnd: ReadonlySet<JobPlan>;
  /** What was left behind when everything was over. */
  readonly leftovers: string;
}

/** Plays a scenario on a pool of its own, and rejects if something does not settle or the pool is not whole. */
export async function play(scenario: Scenario): Promise<Played> {
  const { runtime, processes, maxtasksperchild, jobs, kills, stops, abortAt, ending } = scenario;
  const folder = mkdtempSync(join(tmpdir(), 'rxjs-pool-chaos-'));
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const before = footprint();
  const census = new Census();
  const pool = new Pool({
    processes,
    runtime,
    ...(maxtasksperchild < Infinity && { maxtasksperchild }),
    ...(runtime === 'worker_threads' && { resourceLimits: { maxOldGenerationSizeMb: 48 } }),
  });
  // A pool that is closed waits for what was dropped.
  const collecting = jobs.some(isDropped) ? setInterval(garbageCollector(), 200) : undefined;
  try {
    let killed = 0;
    const begunBeforeEnd = new Set<JobPlan>();
    let hasEnded = false;
    const killing = kills.map(async ({ at, which }) => {
      await sleep(at);
      if (!hasEnded && census.kill(which)) killed++;
    });
    let paused = 0;
    const pausing = stops.map(async ({ at, which, ms }) => {
      await sleep(at);
      if (!hasEnded && census.pause(which, ms)) paused++;
    });
    const shared = new SharedSignal();
    const aborting = abortAt !== undefined && sleep(abortAt).then(() => shared.abort());
    const ended =
      ending &&
      sleep(ending.at).then(() => {
        hasEnded = true;
        if (ending.does === 'close') pool.close();
        else void pool.terminate();
      });
    const accounts = await Promise.all(
      jobs.map(async (plan, job) => {
        await sleep(plan.at);
        if (!hasEnded) begunBeforeEnd.add(plan);
        const victims = plan.items.map(({ fates, isCloneable, ballast }, index): Victim => ({
          log,
          job,
          index,
          fates,
          ...(ballast > 0 && { ballast: new Uint8Array(ballast) }),
          ...(!isCloneable && { anchor: () => undefined }),
        }));
        const account = runJob(pool, plan, victims, shared, () => appendFileSync(log, `left ${job}\n`));
        await within(account.over, DEADLINE, `job ${job} (${plan.method})`);
        return account;
      }),
    );
    await Promise.all([...killing, ...pausing, aborting, ended]);
    if (!hasEnded) await checkPool(pool, scenario, join(folder, 'meeting'));
    pool.close();
    await within(pool.join(), DEADLINE, 'join()');
    const leftovers = await waitForNothing(census, before);
    return {
      accounts,
      trace: readFileSync(log, 'utf8').split('\n'),
      kills: killed,
      pauses: paused,
      begunBeforeEnd,
      leftovers,
    };
  } finally {
    await within(pool.terminate(), DEADLINE, 'terminate()').finally(() => census.stop());
    clearInterval(collecting);
    rmSync(folder, { recursive: true, force: true });
  }
}

function isDropped({ leaves }: JobPlan): boolean {
  return leaves !== undefined && 'drops' in leaves;
}

/** The pool has all its workers, and nothing waits in it. */
async function checkPool(pool: Pool, { processes, jobs: plans }: Scenario, log: string): Promise<void> {
  // Some worker may still have a fault in it.
  await sleep(2 * LONGEST_FUSE);
  if (plans.some(isDropped)) await collectedUntil(() => pool.stats.jobs === 0);
  const { jobs, queued } = pool.stats;
  if (jobs + queued > 0) throw new Error(`The pool has ${jobs} jobs and ${queued} items left`);
  const items = Array.from({ length: processes }, () => ({ log, count: processes }));
  await within(
    pool.map(meet, items, { chunksize: 1, retries: 3 }),
    DEADLINE,
    `the meeting of all ${processes} workers`,
  );
}

/** Waits until everything is as it was before; says what is not. */
async function waitForNothing(census: Census, before: Readonly<Record<string, number>>): Promise<string> {
  for (let patience = 500; ; patience--) {
    const more = grownSince(before);
    if (census.alive > 0) more.push(`${census.alive} workers`);
    if (more.length === 0 || patience === 0) return more.join(', ');
    await sleep(10);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
