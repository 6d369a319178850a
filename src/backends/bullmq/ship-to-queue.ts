import { UnshippableFunctionError } from '../../errors.js';
import type { AnyFunction } from '../../function/any-function.js';
import { byClosure } from '../../function/by-closure.js';
import { byReference } from '../../function/by-reference.js';
import { bySource } from '../../function/by-source.js';
import { byTask } from '../../function/by-task.js';
import { shipper } from '../../function/ship.js';
import { warn } from '../tinypool/warn.js';

/** How functions travel to workers that have the same modules: by reference, never by source. */
export const shipByReference = shipper([byTask, byReference, refuse]);

/** How functions travel to workers that were started with `--allow-source`. */
export const shipAnyhow = shipper([byTask, byReference, bySource, byClosure(warn)]);

function refuse(fn: AnyFunction): never {
  const name = fn.name || 'anonymous';
  throw new UnshippableFunctionError(
    `Cannot send function '${name}' through the queue: it must be a task or an export of a module that the workers have: received one that could only travel by its source; name it with task(import.meta.url, '${name}', ...), or allow source on both sides`,
    [name],
  );
}
