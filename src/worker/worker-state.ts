import { scopeOfNow } from './current-task.js';

// On the global object, because a program may hold two copies of this package, and the function may ask the other.
const STATE = Symbol.for('rxjs-pool.worker-state');
const realm = globalThis as { [STATE]?: { readonly value: unknown } };

/**
 * What `workerState<T>()` gives: what `T` returns, awaited, if it is the type of an `initializer`; otherwise `T`.
 *
 * @example
 * ```ts
 * import type { WorkerState } from 'rxjs-pool/tasks';
 *
 * const open = async () => new Map([['a', 1]]);
 * const state: WorkerState<typeof open> = await open();
 * console.log(state.get('a')); // prints 1
 * ```
 */
export type WorkerState<T> = T extends (...args: never[]) => infer R ? Awaited<R> : T;

/**
 * Gives, inside a mapped function, what the pool's `initializer` has returned in this worker, awaited.
 *
 * That never travels, so it may be anything: a connection, a parser, a table of a gigabyte. The pool's `finalizer` gets
 * it when the worker ends well; without one, its `Symbol.asyncDispose` or `Symbol.dispose` is called.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 *
 * const load = async () => new Map([['cat', 3], ['horse', 5]]);
 * const legs = async (animal: string) => {
 *   const { workerState } = await import('rxjs-pool/tasks');
 *   return workerState<typeof load>().get(animal);
 * };
 * await using pool = new Pool({ processes: 2, initializer: load });
 * console.log(await pool.map(legs, ['horse', 'cat'])); // prints [ 5, 3 ]
 * ```
 *
 * @returns The state of this worker.
 * @throws Error where no pool with an `initializer` runs the function.
 */
export function workerState<T>(): WorkerState<T> {
  const state = scopeOfNow()?.state ?? realm[STATE];
  if (state) return state.value as WorkerState<T>;
  throw new Error(
    'Cannot give the state of this worker: it must have run an initializer; give the pool one, new Pool({ initializer: open })',
  );
}

/** Sets what `workerState` gives from now on. */
export function setWorkerState(value: unknown): void {
  realm[STATE] = { value };
}

/** What ends a state that can tell how; undefined for any other. */
export function disposerOf(state: unknown): (() => unknown) | undefined {
  if (Object(state) !== state) return undefined;
  // Some versions of Node have neither.
  for (const name of ['asyncDispose', 'dispose'] as const) {
    const symbol = Symbol[name] as symbol | undefined;
    const dispose: unknown = symbol && Reflect.get(state as object, symbol);
    if (typeof dispose === 'function') return () => Reflect.apply(dispose, state, []) as unknown;
  }
  return undefined;
}
