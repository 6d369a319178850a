import type { AnyFunction } from '../function/any-function.js';
import { taskRegistry } from '../function/task-registry.js';
import type { Shipment } from '../wire/shipment.js';

/** Makes a shipment a function again. */
export async function loadFunction(shipment: Shipment): Promise<AnyFunction> {
  if (shipment.way === 'task') return importTask(shipment);
  if (shipment.way === 'source') return evaluate(shipment);
  throw new Error(`Cannot load a function by way of ${shipment.way}`);
}

async function importTask(reference: Extract<Shipment, { way: 'task' }>): Promise<AnyFunction> {
  const { url, name } = reference;
  const module = (await import(url)) as Readonly<Record<string, unknown>>;
  const found = taskRegistry.find(reference) ?? module[name];
  if (typeof found === 'function') return found as AnyFunction;
  throw new Error(
    `Cannot find task '${name}' in ${url}: importing that module in a worker did not define it`,
  );
}

function evaluate({ code, name }: Extract<Shipment, { way: 'source' }>): AnyFunction {
  // The name stands in stack traces. Strict, as all module code is.
  const label = name.replace(/[^\w$.-]/g, '_');
  // oxlint-disable-next-line typescript/no-implied-eval -- the way of a function that travels by its source
  const make = new Function(
    `'use strict'; return ${code};\n//# sourceURL=rxjs-pool/${label}.js`,
  ) as () => AnyFunction;
  return make();
}
