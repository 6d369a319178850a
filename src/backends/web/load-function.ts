import type { AnyFunction } from '../../function/any-function.js';
import { loadSource } from '../../function/load-source.js';
import { taskRegistry } from '../../function/task-registry.js';
import type { Shipment, SourceTravel, TaskTravel } from '../../wire/shipment.js';

/** Makes a shipment a function again, in a browser's worker. */
export async function loadFunction(shipment: Shipment): Promise<AnyFunction> {
  if (shipment.way === 'task') return findTask(shipment);
  if (shipment.way === 'source') return evaluate(shipment);
  throw new TypeError(`Cannot load a function by ${shipment.way} in a browser`);
}

/** By its URL and name, or by its name alone, as a module has another URL in the worker's bundle. */
function findTask(reference: TaskTravel): AnyFunction {
  const { url, name } = reference;
  const exact = taskRegistry.find(reference);
  if (exact) return exact;
  const [found, ...others] = taskRegistry.named(name);
  if (!found) {
    throw new Error(
      `Cannot find task '${name}' of ${url} in this worker: import its module there, and pass it to exposeTasks()`,
    );
  }
  if (others.length > 0) {
    throw new Error(
      `Cannot tell which task '${name}' of this worker is meant: ${others.length + 1} have that name, and in a bundle only the name tells them apart; rename one`,
    );
  }
  return found;
}

function evaluate(travel: SourceTravel): AnyFunction {
  try {
    return loadSource(travel);
  } catch (cause) {
    if (!(cause instanceof EvalError)) throw cause;
    throw new Error(
      `Cannot load function '${travel.name}' in this worker: the Content Security Policy allows no 'unsafe-eval' in script-src; name the function with defineTasks, and give the pool a worker that imports it`,
      { cause },
    );
  }
}
