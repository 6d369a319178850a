import type { TaskTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { taskRegistry } from './task-registry.js';

/** The way of functions that were named by `task` or `defineTasks`. */
export function byTask(fn: AnyFunction): TaskTravel | undefined {
  const reference = taskRegistry.referenceOf(fn);
  return reference && { way: 'task', ...reference };
}
