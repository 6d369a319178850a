import { scopeOfNow } from './current-task.js';

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
  scopeOfNow()?.moved?.push(...(transferList ?? [ArrayBuffer.isView(value) ? value.buffer : value]));
  return value;
}
