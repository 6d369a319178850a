import {
  poolFrom,
  ResultTimeoutError,
  type AsyncResult,
  type MapOptions,
  type Pool,
  type PoolIterator,
} from 'rxjs-pool';
import * as rxjsPool from 'rxjs-pool';
import type { OperatorFunction } from 'rxjs';
import { give, suffer, type Victim } from '../fixtures/suffer.js';
import { Account } from './account.js';
import { givesMany, METHODS } from './methods.js';
import type { JobPlan } from './plan.js';
import { pulled, pushed } from './sources.js';

/** What an aborted signal carries. */
export const ABORT_REASON = new Error('the caller gave up');

/** A signal that several jobs have in common. */
export class SharedSignal {
  readonly #controller = new AbortController();
  readonly #onAbort: Array<() => () => void> = [];

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Calls back before it is aborted; what that returns is called behind it. */
  onAbort(callback: () => () => void): void {
    this.#onAbort.push(callback);
  }

  abort(): void {
    const after = this.#onAbort.map((callback) => callback());
    this.#controller.abort(ABORT_REASON);
    for (const callback of after) callback();
  }
}

/**
 * Starts a job, and does what its caller is to do.
 *
 * @param trace - Writes down that the caller has left, among the traces of the workers: behind that, as before it, any number of
 *   items may begin on a busy machine.
 */
export function runJob(
  pool: Pool,
  plan: JobPlan,
  victims: readonly Victim[],
  shared: SharedSignal,
  trace: () => void,
): Account {
  const account = new Account(plan);
  const controller = new AbortController();
  const { leaves, sharesSignal } = plan;
  const noteAbort = (): (() => void) => {
    if (account.ending) return () => undefined;
    account.isAborted = true;
    return trace;
  };
  if (leaves && 'abortAt' in leaves && !sharesSignal) {
    setTimeout(
      () => {
        const after = noteAbort();
        controller.abort(ABORT_REASON);
        after();
      },
      Math.max(0, leaves.abortAt - plan.at),
    );
  }
  // One that is aborted already says so at once.
  if (shared.signal.aborted) account.isAborted = true;
  else if (sharesSignal) shared.onAbort(noteAbort);
  const signal = sharesSignal ? shared.signal : controller.signal;
  const leave = FACES[METHODS[plan.method].face](pool, plan, victims, account, signal);
  if (leaves && 'drops' in leaves) return account;
  const leaveNow = (): void => {
    if (account.ending) return;
    account.end({ type: 'left' });
    leave();
    trace();
  };
  if (leaves && 'at' in leaves) setTimeout(leaveNow, Math.max(0, leaves.at - plan.at));
  if (leaves && 'after' in leaves) leaveAfter(account, leaves.after, leaveNow);
  return account;
}

/** Leaves from within the handling of a result. */
function leaveAfter(account: Account, count: number, leaveNow: () => void): void {
  const hear = account.hear.bind(account);
  account.hear = (value) => {
    hear(value);
    if (account.values.length >= count) leaveNow();
  };
  if (account.values.length >= count) leaveNow();
}

/** Starts a job by one kind of method; returns what leaves it. */
type Start = (
  pool: Pool,
  plan: JobPlan,
  victims: readonly Victim[],
  account: Account,
  signal: AbortSignal,
) => () => void;

const FACES: Readonly<Record<'operator' | 'promise' | 'iterator', Start>> = {
  operator(pool, plan, victims, account, signal) {
    type Operator = (fn: unknown, options: unknown) => OperatorFunction<unknown, unknown>;
    const operator = (rxjsPool as unknown as Record<string, Operator>)[plan.method] as Operator;
    const items = arguments_(plan, victims);
    const source =
      plan.source === 'push' ? pushed(plan, items, account) : poolFrom(pulled(plan, items, account));
    const subscription = source
      .pipe(operator(functionOf(plan), { ...optionsOf(plan, signal, account), pool }))
      .subscribe({
        next: (value) => account.hear(value),
        error: (reason: unknown) => account.end({ type: 'error', reason }),
        complete: () => account.end({ type: 'complete' }),
      });
    return () => subscription.unsubscribe();
  },

  promise(pool, plan, victims, account, signal) {
    const callbacks = [
      () => void account.callbacks.push({ type: 'complete' }),
      (reason: unknown) => void account.callbacks.push({ type: 'error', reason }),
    ];
    const isAsync = plan.method.endsWith('Async');
    const told = isAsync ? callbacks : [];
    const result =
      METHODS[plan.method].gives === 'one'
        ? call(pool, plan.method, suffer, [victims[0], 0], ...told, listening(plan, account))
        : call(
            pool,
            plan.method,
            suffer,
            pulled(plan, arguments_(plan, victims), account),
            optionsOf(plan, signal, account),
            ...told,
          );
    const promise = isAsync ? (result as AsyncResult<unknown>).get() : (result as Promise<unknown>);
    promise.then(
      (value) => {
        account.hear(value);
        account.end({ type: 'complete' });
      },
      (reason: unknown) => account.end({ type: 'error', reason }),
    );
    return () => undefined;
  },

  iterator(pool, plan, victims, account, signal) {
    const input = pulled(plan, arguments_(plan, victims), account);
    const iterator = call(pool, plan.method, functionOf(plan), input, optionsOf(plan, signal, account));
    void read(iterator as PoolIterator<unknown>, plan, account);
    const held = new WeakRef(iterator as PoolIterator<unknown>);
    return () => void held.deref()?.return();
  },
};

function call(pool: Pool, method: string, ...args: unknown[]): unknown {
  return (pool as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(...args);
}

async function read(iterator: PoolIterator<unknown>, plan: JobPlan, account: Account): Promise<void> {
  const drops = plan.leaves && 'drops' in plan.leaves ? plan.leaves.drops : Infinity;
  for (let at = 0; !account.isOver; at++) {
    if (account.values.length >= drops) {
      account.end({ type: 'left' });
      return;
    }
    const pause = plan.pace[at % plan.pace.length] ?? 0;
    if (pause > 0) await sleep(pause);
    try {
      // Some readers give up now and then, and come back.
      const step = await iterator.next(pause > 1 ? 2 : Infinity);
      if (!step.done) account.hear(step.value);
      // One who has left hears of the end, too.
      else if (!account.isOver) account.end({ type: 'complete' });
    } catch (reason) {
      // Of one who leaves in the same breath, as from a pool that is closed, it was rejected before.
      if (account.ending?.type === 'left') return;
      if (!(reason instanceof ResultTimeoutError)) account.end({ type: 'error', reason });
    }
  }
}

function arguments_({ method }: JobPlan, victims: readonly Victim[]): readonly unknown[] {
  return METHODS[method].spreads ? victims.map((victim) => [victim, victim.index]) : victims;
}

function functionOf({ method }: JobPlan): unknown {
  return givesMany(method) ? give : suffer;
}

function optionsOf(plan: JobPlan, signal: AbortSignal, account: Account): object {
  const { chunksize, settle, concurrency, retries, timeout, grace, linger, onUnsubscribe } = plan;
  const { buffersize, bufferbytes } = plan;
  return {
    settle,
    concurrency,
    retries,
    timeout,
    grace,
    linger,
    onUnsubscribe,
    signal,
    ...listening(plan, account),
    ...(chunksize !== undefined && { chunksize }),
    ...(bufferbytes !== undefined && { bufferbytes }),
    ...(buffersize !== undefined && METHODS[plan.method].gives !== 'array' && { buffersize }),
  };
}

function listening({ hears }: JobPlan, account: Account): Pick<MapOptions, 'onReport'> {
  return hears ? { onReport: (report) => account.hearReport(report) } : {};
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
