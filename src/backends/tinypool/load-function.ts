import type { AnyFunction } from '../../function/any-function.js';
import type { Closures } from '../../function/load-closure.js';
import { loadReference } from '../../function/load-reference.js';
import { loadSource } from '../../function/load-source.js';
import { loadTask } from '../../function/load-task.js';
import type { Shipment } from '../../wire/shipment.js';
import type { WorkerPort } from '../../worker/worker-port.js';

/** Loads functions in a worker, and keeps the parts that several of them share. */
export function functionLoader(): Pick<WorkerPort, 'load' | 'forget'> {
  let closures: Closures | undefined;
  const load = async (shipment: Shipment): Promise<AnyFunction> => {
    switch (shipment.way) {
      case 'task':
        return loadTask(shipment);
      case 'source':
        return loadSource(shipment);
      case 'reference':
        return loadReference(shipment);
      case 'closure': {
        const { Closures: Loaded } = await import('../../function/load-closure.js');
        return (closures ??= new Loaded()).load(shipment);
      }
    }
  };
  return {
    // A module may be another one in a worker, so that what arrives is no function.
    async load(shipment) {
      const loaded: unknown = await load(shipment);
      if (typeof loaded === 'function') return loaded as AnyFunction;
      const from = 'url' in shipment ? `from ${shipment.url}` : 'by its source';
      throw new TypeError(`Cannot load the function ${from}: in a worker it is ${String(loaded)}`);
    },
    forget: (ids) => closures?.forget(ids),
  };
}
