import { Pool, type AnyFunction, type Settled } from '../../dist/index.js';
import type { Shipment } from '../../dist/wire/shipment.js';
import { WorkersExecutor } from '../../dist/workers/workers-executor.js';
import { BusyWorker } from './busy-worker.js';
import { WorkersRecord, type Item } from './record.js';
import type { CallPlan, Scenario } from './scenario.js';
import { SessionWorker } from './session-worker.js';
import { VirtualCrew } from './virtual-crew.js';
import { VirtualTime } from './virtual-time.js';

// Of some hundred that a scenario takes: what takes more goes round in circles.
const MOST_TIMERS = 40_000;

/** The end of a call. */
export type CallEnd =
  | { readonly type: 'outcomes'; readonly outcomes: ReadonlyArray<Settled<number>> }
  | { readonly type: 'error'; readonly reason: unknown };

/** The result of a scenario. */
export interface Happening {
  /** By call; undefined for one that is still open when nothing is left to happen. */
  readonly ends: ReadonlyArray<CallEnd | undefined>;
  readonly record: WorkersRecord;
  /** Time came to an end. */
  readonly isOver: boolean;
  /** The pool has ended, if it was to. */
  readonly hasEnded: boolean;
  readonly stats: Pool['stats'];
}

/** Runs a scenario on the real engine and the real near side, with virtual workers, in virtual time. */
export async function runScenario(scenario: Scenario): Promise<Happening> {
  const { calls, deaths, stops, end } = scenario;
  const time = new VirtualTime();
  const record = new WorkersRecord();
  const crew = makeCrew(scenario, time, record);
  const functions = scenario.imports.map((_, at) => () => at);
  const executor = new WorkersExecutor(
    { maxtasksperchild: scenario.maxtasksperchild, ...(scenario.hasFinalizer && { finalizer: () => 0 }) },
    {
      size: scenario.processes,
      window: scenario.isShared ? 2 : 1,
      supportsTransfer: scenario.isShared,
      mayStop: !scenario.isShared,
      clock: time.clock,
      ship: (fn: AnyFunction): Shipment => {
        const at = functions.indexOf(fn as () => number);
        return { id: at, way: 'source', code: '', name: String(at), isStrict: true };
      },
      recruit: () => crew,
      shipClasses: () => [],
      channel: { isProxy: () => false, clone: (value) => value },
      warn: () => undefined,
    },
  );
  noteReports(executor, record);
  const pool = new Pool({ executor });
  const ends: Array<CallEnd | undefined> = calls.map(() => undefined);
  let hasEnded = false;
  calls.forEach((plan, at) => {
    time.clock.after(plan.at, () => {
      const fn = functions[plan.fn] as unknown as (item: Item) => number;
      ends[at] = undefined;
      void callOf(pool, time, fn, plan, at).then((callEnd) => (ends[at] = callEnd));
    });
  });
  for (const [number, at] of scenario.blockers.entries()) {
    const blocker: Item = {
      call: calls.length + number,
      index: 0,
      plan: { duration: 0, fate: 'never ends' },
    };
    time.clock.after(at, () => {
      pool.map(functions[0] as unknown as (item: Item) => number, [blocker]).catch(() => undefined);
    });
  }
  for (const { at, slot } of deaths) {
    time.clock.after(at, () => {
      for (const worker of crew.workers) if (worker.workerId === slot) worker.die(9);
    });
  }
  for (const { at, slot, ms } of stops) {
    time.clock.after(at, () => {
      for (const worker of crew.workers) if (worker.workerId === slot) worker.stop(ms);
    });
  }
  if (end) {
    time.clock.after(end.at, () => {
      const ended = end.how === 'close' ? (pool.close(), pool.join()) : pool.terminate();
      void ended.then(() => (hasEnded = true));
    });
  }
  // While a blocker runs, the pool looks at its workers again and again.
  const isDone = (): boolean => scenario.blockers.length > 0 && ends.every((callEnd) => callEnd);
  const isOver = await time.run(isDone, MOST_TIMERS);
  return { ends, record, isOver, hasEnded, stats: pool.stats };
}

/** Records the attempts that the workers report to the pool. */
function noteReports(executor: WorkersExecutor, record: WorkersRecord): void {
  const submit = executor.submit.bind(executor);
  executor.submit = (batch, onReport) => {
    let reported = 0;
    return submit(batch, (report) => {
      if (report.type === 'results') {
        for (let at = 0; at < report.values.length; at++) {
          const { call, index } = batch.items[reported++] as Item;
          record.reported.add(`${call}.${index}.${batch.attempt}`);
        }
      }
      onReport(report);
    });
  };
}

function makeCrew(scenario: Scenario, time: VirtualTime, record: WorkersRecord): VirtualCrew {
  const { isShared, startUp, latency, imports, workers } = scenario;
  return new VirtualCrew({
    time,
    isShared,
    startUp,
    latency,
    farSide: (channel, greeting, own) =>
      workers === 'busy'
        ? new BusyWorker(own, channel, record, imports)
        : new SessionWorker(own, channel, record, imports, greeting),
  });
}

async function callOf(
  pool: Pool,
  time: VirtualTime,
  fn: (item: Item) => number,
  { items, chunksize, retries, timeout, concurrency, grace, abort }: CallPlan,
  call: number,
): Promise<CallEnd> {
  const controller = new AbortController();
  if (abort) time.clock.after(abort.after, () => controller.abort('given up'));
  try {
    const outcomes = await pool.map(
      fn,
      items.map((plan, index): Item => ({ call, index, plan })),
      {
        chunksize,
        retries,
        timeout,
        concurrency,
        grace,
        settle: true,
        signal: controller.signal,
        onUnsubscribe: abort?.mode ?? 'finish',
      },
    );
    return { type: 'outcomes', outcomes };
  } catch (reason) {
    return { type: 'error', reason };
  }
}
