import type { AnyFunction } from './any-function.js';
import { task } from './task.js';

/**
 * Names several functions of a module at once: `task` for each member, under its key.
 *
 * @example
 * ```ts no-run
 * // tasks.js
 * import { defineTasks } from 'rxjs-pool/tasks';
 *
 * export const { parse, score } = defineTasks(import.meta.url, {
 *   parse: (line: string) => JSON.parse(line) as { points: number[] },
 *   score: (row: { points: number[] }) => Math.max(...row.points),
 * });
 * ```
 *
 * @param url - The module that calls `defineTasks`, as `import.meta.url`.
 * @param tasks - The functions by name.
 * @returns The same object.
 * @throws TypeError if `url` is not a URL or a member is not a function.
 */
export function defineTasks<T extends Record<string, AnyFunction>>(url: string | URL, tasks: T): T {
  for (const [name, fn] of Object.entries(tasks)) task(url, name, fn);
  return tasks;
}
