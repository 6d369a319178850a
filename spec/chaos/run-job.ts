import { poolFrom, ResultTimeoutError, type AsyncResult, type Pool, type PoolIterator } from 'rxjs-pool';
import * as rxjsPool from 'rxjs-pool';
import { Observable, type OperatorFunction } from 'rxjs';
import { METHODS, type JobPlan } from './scenario.js';
import { suffer, type Victim } from '../fixtures/suffer.js';

/** What a source that fails fails with. */
export const SOURCE_ERROR = new Error('the source failed');

/** What an aborted signal carries. */
export const ABORT_REASON = new Error('the caller gave up');

export type Ending =
  | { readonly type: 'complete' }
  | { readonly type: 'error'; readonly reason: unknown }
  /** The caller left; nothing is to be heard any more. */
  | { readonly type: 'left' };

/** What a job told its caller, and did to its source. */
export class Account {
  readonly values: unknown[] = [];
  ending: Ending | undefined;
  /** What was heard after the end. */
  readonly afterEnd: string[] = [];
  /** The signal was aborted before the end. */
  isAborted = false;
  /** Calls of `callback` and `errorCallback`. */
  readonly callbacks: Ending[] = [];
  readonly source = {
    opened: 0,
    taken: 0,
    closed: 0,
    /** It has ended by itself. */
    isOver: false,
    /** Most items that were taken and not delivered. */
    most: 0,
  };
  /** Settles with the job. */
  readonly over: Promise<void>;
  #resolve: () => void = () => undefined;

  constructor() {
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get isOver(): boolean {
    return this.ending !== undefined;
  }

  hear(value: unknown): void {
    if (this.ending) this.afterEnd.push('a result');
    else this.values.push(value);
  }

  end(ending: Ending): void {
    if (this.ending) this.afterEnd.push(`the ending ${ending.type}`);
    this.ending ??= ending;
    this.#resolve();
  }

  /** Counts an item that is taken from the source. */
  take(): void {
    this.source.taken++;
    this.source.most = Math.max(this.source.most, this.source.taken - this.values.length);
  }
}

/** A signal that several jobs have in common. */
export class SharedSignal {
  readonly #controller = new AbortController();
  readonly #onAbort: Array<() => void> = [];

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Calls back before it is aborted. */
  beforeAbort(callback: () => void): void {
    this.#onAbort.push(callback);
  }

  abort(): void {
    for (const callback of this.#onAbort) callback();
    this.#controller.abort(ABORT_REASON);
  }
}

/**
 * Starts a job, and does what its caller is to do.
 *
 * @param trace - Writes down that the caller has left, among the traces of the workers.
 */
export function runJob(
  pool: Pool,
  plan: JobPlan,
  victims: readonly Victim[],
  shared: SharedSignal,
  trace: () => void,
): Account {
  const account = new Account();
  const controller = new AbortController();
  const { leaves, sharesSignal } = plan;
  const noteAbort = (): void => {
    if (account.ending) return;
    trace();
    account.isAborted = true;
  };
  if (leaves && 'abortAt' in leaves && !sharesSignal) {
    setTimeout(
      () => {
        noteAbort();
        controller.abort(ABORT_REASON);
      },
      Math.max(0, leaves.abortAt - plan.at),
    );
  }
  // One that is aborted already says so at once.
  if (shared.signal.aborted) account.isAborted = true;
  else if (sharesSignal) shared.beforeAbort(noteAbort);
  const signal = sharesSignal ? shared.signal : controller.signal;
  const leave = FACES[METHODS[plan.method].face](pool, plan, victims, account, signal);
  if (leaves && 'drops' in leaves) return account;
  const leaveNow = (): void => {
    if (account.ending) return;
    trace();
    account.end({ type: 'left' });
    leave();
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
    const subscription = source.pipe(operator(suffer, { ...optionsOf(plan, signal), pool })).subscribe({
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
    const [input, ...options] =
      METHODS[plan.method].gives === 'one'
        ? [[victims[0], 0]]
        : [pulled(plan, arguments_(plan, victims), account), optionsOf(plan, signal)];
    const result = call(pool, plan.method, suffer, input, ...options, ...(isAsync ? callbacks : []));
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
    const iterator = call(pool, plan.method, suffer, input, optionsOf(plan, signal));
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

function optionsOf(plan: JobPlan, signal: AbortSignal): object {
  const { chunksize, settle, retries, timeout, grace, buffersize, linger, onUnsubscribe, method } = plan;
  return {
    settle,
    retries,
    timeout,
    grace,
    linger,
    onUnsubscribe,
    signal,
    ...(chunksize !== undefined && { chunksize }),
    ...(buffersize !== undefined && METHODS[method].gives !== 'array' && { buffersize }),
  };
}

function pulled(
  plan: JobPlan,
  items: readonly unknown[],
  account: Account,
): Iterable<unknown> & AsyncIterable<unknown> {
  const { source } = account;
  const open = (): Iterator<unknown, undefined> => {
    source.opened++;
    let next = 0;
    return {
      next() {
        if (next < items.length) {
          account.take();
          return { done: false, value: items[next++] };
        }
        source.isOver = true;
        if (plan.sourceFails) throw SOURCE_ERROR;
        return { done: true, value: undefined };
      },
      return() {
        source.closed++;
        return { done: true, value: undefined };
      },
    };
  };
  if (plan.source === 'pull') return { [Symbol.iterator]: open } as never;
  return {
    [Symbol.asyncIterator]() {
      const inner = open();
      let taken = 0;
      return {
        async next() {
          if (++taken % 20 === 0) await sleep(1);
          return inner.next();
        },
        async return() {
          return inner.return?.() as IteratorResult<unknown>;
        },
      };
    },
  } as never;
}

/** A source that pushes a few items at a time. */
function pushed(plan: JobPlan, items: readonly unknown[], { source }: Account): Observable<unknown> {
  return new Observable((subscriber) => {
    source.opened++;
    let next = 0;
    const timer = setInterval(() => {
      for (const item of items.slice(next, next + 7)) subscriber.next(item);
      next += 7;
      if (next < items.length) return;
      source.isOver = true;
      if (plan.sourceFails) subscriber.error(SOURCE_ERROR);
      else subscriber.complete();
    }, 1);
    return () => {
      clearInterval(timer);
      source.closed++;
    };
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
