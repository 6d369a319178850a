/** The run of the mapped function that asks. */
export interface CurrentTask {
  /** Position of the item in its source, from 0; -1 outside a pool. */
  readonly index: number;
  /** How often the item was tried before. */
  readonly attempt: number;
  /** Which of the pool's workers runs it, from 1; 0 outside a pool. */
  readonly workerId: number;
  /** Aborts when nobody waits for the result any more. */
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
const realm = globalThis as { [CURRENT]?: TaskSource | undefined };

/** Who knows which item runs now, if one does. */
interface TaskSource {
  readonly task: CurrentTask | undefined;
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
  return realm[CURRENT]?.task ?? OUTSIDE;
}

/** Says whom to ask which item runs, or that none does. */
export function setCurrentTask(source: TaskSource | undefined): void {
  realm[CURRENT] = source;
}
