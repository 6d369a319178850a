// On the global object, because a program may hold two copies of this package, and the function may use the other.
const MOVED = Symbol.for('rxjs-pool.moved');
const realm = globalThis as { [MOVED]?: object[] };

/**
 * Lets a part of a result move out of the worker instead of being copied.
 *
 * The part may sit at any depth of what the function returns. Outside a worker, and where nothing can be moved
 * (child processes), it changes nothing.
 *
 * @example
 * ```ts
 * import { Pool } from 'rxjs-pool';
 *
 * const ramp = async (length: number) => {
 *   const { move } = await import('rxjs-pool/tasks');
 *   return { values: move(Float64Array.from({ length }, (_, at) => at)) };
 * };
 * await using pool = new Pool(2);
 * const { values } = await pool.apply(ramp, [1_000_000]);
 * console.log(values.length); // prints 1000000
 * ```
 *
 * @param value - A part of the result: a typed array, an `ArrayBuffer`, a `MessagePort`, or with `transferList`
 * anything.
 * @param transferList - What moves. Default: `value`, or its buffer.
 * @returns `value` itself.
 */
export function move<T extends object>(value: T, transferList?: readonly object[]): T {
  realm[MOVED]?.push(...(transferList ?? [ArrayBuffer.isView(value) ? value.buffer : value]));
  return value;
}

const NONE: readonly object[] = [];
let list: object[] | undefined;

/** What was moved since this was asked last; from the first time on, `move` has an effect. */
export function takeMoved(): readonly object[] {
  // Asked for every item, so the global object is not searched each time: its list stays the same.
  list ??= realm[MOVED] ??= [];
  return list.length === 0 ? NONE : list.splice(0);
}
