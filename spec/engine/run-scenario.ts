import { Observable, type OperatorFunction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { poolFrom, poolImap, poolImapUnordered, poolMap, Pool } from 'rxjs-pool';
import { virtualExecutor, type ItemRun } from 'rxjs-pool/testing';
import type { Scenario } from './scenario.js';

const OPERATORS = { poolMap, poolImap, poolImapUnordered };

/** What a source error is in all scenarios. */
export const SOURCE_ERROR = 'source error';

/** What came out of a scenario. */
export interface Happening {
  readonly emissions: ReadonlyArray<{ readonly frame: number; readonly value: unknown }>;
  readonly ending: { readonly frame: number; readonly error: unknown } | undefined;
  readonly runs: readonly ItemRun[];
  /** Most items that a pull source had handed out while they were not delivered. */
  readonly mostUndelivered: number;
  /** How often a pull source was closed before its end. */
  readonly returns: number;
  /** Workers that were idle when nothing was left to happen. */
  readonly idle: number;
}

/** Runs a scenario on the real engine, in virtual time. */
export function runScenario(scenario: Scenario): Happening {
  const { processes, items, chunksize, settle, retries, timeout, grace, linger, pull, leave } = scenario;
  const scheduler = new TestScheduler(() => undefined);
  const emissions: Array<{ frame: number; value: unknown }> = [];
  let ending: { frame: number; error: unknown } | undefined;
  const count = { taken: 0, delivered: 0, most: 0, returns: 0 };
  const executor = virtualExecutor(scheduler, {
    processes,
    messageTime: scenario.messageTime,
    duration: (item: number, { attempt }) => items[item]?.attempts[attempt]?.duration ?? 0,
    crashes: (item: number, { attempt }) => items[item]?.attempts[attempt]?.fate === 'crashes',
  });
  const pool = new Pool({ executor });
  const options = {
    pool,
    settle,
    retries,
    timeout,
    grace,
    linger,
    onUnsubscribe: leave?.mode ?? 'finish',
    ...(chunksize !== undefined && { chunksize }),
    ...(pull && { buffersize: pull.buffersize }),
  };
  const attempts = new Map<number, number>();
  const fn = (item: number): string => {
    const attempt = attempts.get(item) ?? 0;
    attempts.set(item, attempt + 1);
    if (items[item]?.attempts[attempt]?.fate === 'throws') throw `thrown by ${item}`;
    return `result ${item}`;
  };
  const operator: OperatorFunction<number, unknown> = OPERATORS[scenario.operator]<number, string, boolean>(
    fn,
    options,
  );
  const source = pull ? poolFrom(counted(scenario, count)) : pushed(scenario, scheduler);
  scheduler.run(({ flush }) => {
    const subscription = source.pipe(operator).subscribe({
      next(value) {
        count.delivered++;
        emissions.push({ frame: scheduler.now(), value });
      },
      error: (error: unknown) => (ending = { frame: scheduler.now(), error }),
      complete: () => (ending = { frame: scheduler.now(), error: undefined }),
    });
    if (leave) scheduler.schedule(() => subscription.unsubscribe(), leave.frame);
    flush();
  });
  return {
    emissions,
    ending,
    runs: executor.runs,
    mostUndelivered: count.most,
    returns: count.returns,
    idle: executor.workers.idle,
  };
}

function pushed({ items, ending }: Scenario, scheduler: TestScheduler): Observable<number> {
  return new Observable((subscriber) => {
    let frame = 0;
    items.forEach(({ gap }, item) => {
      frame += gap;
      subscriber.add(scheduler.schedule(() => subscriber.next(item), frame));
    });
    const end = (): void =>
      ending.type === 'error' ? subscriber.error(SOURCE_ERROR) : subscriber.complete();
    subscriber.add(scheduler.schedule(end, frame + ending.gap));
  });
}

function* counted(
  { items, ending }: Scenario,
  count: { taken: number; delivered: number; most: number; returns: number },
): Generator<number> {
  let isLeft = true;
  try {
    for (const item of items.keys()) {
      count.taken++;
      count.most = Math.max(count.most, count.taken - count.delivered);
      yield item;
    }
    isLeft = false;
    if (ending.type === 'error') throw SOURCE_ERROR;
  } finally {
    if (isLeft) count.returns++;
  }
}
