import type { TaskTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { importModule } from './import-module.js';
import { taskRegistry } from './task-registry.js';

/** Finds a task where its module defines it. */
export async function loadTask(reference: TaskTravel): Promise<AnyFunction> {
  const { url, name } = reference;
  const module = await importModule(url);
  const found = taskRegistry.find(reference) ?? module[name];
  if (typeof found === 'function') return found as AnyFunction;
  throw new Error(
    `Cannot find task '${name}' in ${url}: importing that module in a worker did not define it`,
  );
}
