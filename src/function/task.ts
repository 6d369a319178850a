import type { AnyFunction } from './any-function.js';
import { taskRegistry } from './task-registry.js';

/**
 * Names a function, so that it travels to workers as "the task `name` of the module `url`".
 *
 * The function stays what it was: call it as before. A worker imports the module once, so keep tasks in modules
 * that do nothing else when they are imported; from `rxjs-pool/tasks` they load faster than from `rxjs-pool`. The
 * module may use everything a module can: imports, constants, other functions.
 *
 * @example
 * ```ts no-run
 * // tasks.js
 * import { task } from 'rxjs-pool/tasks';
 * import { createHash } from 'node:crypto';
 *
 * export const digest = task(import.meta.url, 'digest', (text: string) =>
 *   createHash('sha256').update(text).digest('hex'),
 * );
 * ```
 *
 * @param url - The module that calls `task`, as `import.meta.url`.
 * @param name - What the task is called in that module; each name once.
 * @param fn - The function.
 * @returns `fn` itself.
 * @throws TypeError if `url` is not a URL, `name` not a non-empty string or `fn` not a function.
 */
export function task<F extends AnyFunction>(url: string | URL, name: string, fn: F): F {
  const href = readUrl(url);
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`Cannot define a task: name must be a non-empty string: received ${String(name)}`);
  }
  if (typeof fn !== 'function') {
    throw new TypeError(`Cannot define task '${name}': fn must be a function: received ${String(fn)}`);
  }
  taskRegistry.add({ url: href, name }, fn);
  return fn;
}

function readUrl(url: string | URL): string {
  try {
    return new URL(url).href;
  } catch {
    throw new TypeError(
      `Cannot define a task: url must be a URL such as import.meta.url: received ${String(url)}`,
    );
  }
}
