/** The run of the mapped function that asks. */
export interface CurrentTask {
  /** Position of the item in its source, from 0; -1 outside a pool. */
  readonly index: number;
  /** How often the item was tried before. */
  readonly attempt: number;
  /** Which of the pool's workers runs it, from 1; 0 outside a pool. */
  readonly workerId: number;
  /**
   * Aborts when nobody waits for the result any more, and with `grace` when the item has run for its `timeout`: with a
   * `TimeoutError` as reason then. A loop that never gives way has to ask for it anew each time.
   */
  readonly signal: AbortSignal;
}

const OUTSIDE: CurrentTask = {
  index: -1,
  attempt: 0,
  workerId: 0,
  signal: new AbortController().signal,
};

// On the global object, because a program may hold two copies of this package, and the function may ask the other.
const CURRENT = Symbol.for('rxjs-pool.current-task');
const CONTEXT = Symbol.for('rxjs-pool.context');
const realm = globalThis as { [CURRENT]?: ItemScope | undefined; [CONTEXT]?: ItemContext };

/** What the code of an item can ask for. */
export interface ItemScope {
  /** The item that runs, if one does. */
  readonly task: CurrentTask | undefined;
  /** Takes what the function reports of that item. */
  report?(value: unknown): void;
  /** What the initializer has returned, where several pools share a thread. */
  readonly state?: { readonly value: unknown };
  /** What moves with the result, where anything can. */
  readonly moved?: object[];
}

interface Hooks {
  readonly AsyncLocalStorage: new () => ItemContext;
}

/** The slice of an `AsyncLocalStorage` that keeps scopes. */
interface ItemContext {
  getStore(): ItemScope | undefined;
  run<R>(scope: ItemScope | undefined, call: () => R): R;
}

/**
 * Tells, inside a mapped function, which item it is called for.
 *
 * The function may also be called directly, outside a pool: `index` is -1 then, `workerId` 0, and `signal` never
 * aborts. After the first `await` of an async function it still tells the same, as a worker runs one item at a time.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 *
 * const where = async (word: string) => {
 *   const { currentTask } = await import('rxjs-pool/tasks');
 *   return `${word} ${currentTask().index}`;
 * };
 * await using pool = new Pool(2);
 * console.log(await pool.map(where, ['a', 'b'])); // prints [ 'a 0', 'b 1' ]
 * ```
 *
 * @returns Index, attempt, worker and signal.
 */
export function currentTask(): CurrentTask {
  return scopeOfNow()?.task ?? OUTSIDE;
}

/** The scope of the code that asks, if it is an item's. */
export function scopeOfNow(): ItemScope | undefined {
  return realm[CONTEXT]?.getStore() ?? realm[CURRENT];
}

function contextOfRealm(): ItemContext | undefined {
  const { process: node } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  if (realm[CONTEXT] || !node?.getBuiltinModule) return realm[CONTEXT];
  const { AsyncLocalStorage } = (node.getBuiltinModule('node:async_hooks') ?? {}) as Partial<Hooks>;
  return AsyncLocalStorage && (realm[CONTEXT] = new AsyncLocalStorage());
}

/** Gives a realm asynchronous contexts whose runtime has them, and no way to ask for them. */
export function provideContext(context: ItemContext): void {
  realm[CONTEXT] ??= context;
}

/**
 * Calls in a scope: also what is called after an `await` there is in it, where the runtime has asynchronous contexts; elsewhere,
 * whatever runs until it is over.
 */
export async function runInScope<R>(scope: ItemScope, call: () => R): Promise<Awaited<R>> {
  const context = contextOfRealm();
  if (context) return await context.run(scope, call);
  setCurrentTask(scope);
  try {
    return await call();
  } finally {
    setCurrentTask(undefined);
  }
}

/**
 * Does the same for a worker that has several items at once; without a scope, for what is no part of the item that runs.
 *
 * Where the runtime has no asynchronous contexts, nobody can tell after an `await` which of them asks.
 */
export function callInScope<R>(scope: ItemScope | undefined, call: () => R): R {
  const context = contextOfRealm();
  return context ? context.run(scope, call) : call();
}

/** Says whom to ask which item runs, or that none does. */
export function setCurrentTask(scope: ItemScope | undefined): void {
  realm[CURRENT] = scope;
}

/** The scope of code that may be that of any of several items. */
export const UNKNOWN: ItemScope = {
  get task(): never {
    return unknown();
  },
  get moved(): never {
    return unknown();
  },
};

function unknown(): never {
  throw new Error(
    'Cannot tell which item asks: after an await, with concurrency above 1, this browser does not know; ask before the first await, and keep the answer',
  );
}
