import type { AnyFunction } from '../../function/any-function.js';
import { loadReference } from '../../function/load-reference.js';
import { loadSource } from '../../function/load-source.js';
import { loadTask } from '../../function/load-task.js';
import type { Shipment } from '../../wire/shipment.js';

/**
 * Makes a shipment a function again, by whichever way it came.
 *
 * @throws TypeError (rejects) if what arrived is no function: a module may be another one in a worker.
 */
export async function loadFunction(shipment: Shipment): Promise<AnyFunction> {
  const loaded: unknown = await load(shipment);
  if (typeof loaded === 'function') return loaded as AnyFunction;
  const from = 'url' in shipment ? `from ${shipment.url}` : 'by its source';
  throw new TypeError(`Cannot load the function ${from}: in a worker it is ${String(loaded)}`);
}

async function load(shipment: Shipment): Promise<AnyFunction> {
  switch (shipment.way) {
    case 'task':
      return loadTask(shipment);
    case 'source':
      return loadSource(shipment);
    case 'reference':
      return loadReference(shipment);
    case 'closure': {
      const { loadClosure } = await import('../../function/load-closure.js');
      return loadClosure(shipment);
    }
  }
}
