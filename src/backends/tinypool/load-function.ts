import type { AnyFunction } from '../../function/any-function.js';
import type { Closures } from '../../function/load-closure.js';
import { loadReference } from '../../function/load-reference.js';
import { loadSource } from '../../function/load-source.js';
import { loadTask } from '../../function/load-task.js';
import type { ClassShipment, Shipment } from '../../wire/shipment.js';
import type { AnyClass, KnownClass } from '../../values/class-table.js';
import type { WorkerPort } from '../../worker/worker-port.js';

/** Loads functions in a worker, and keeps the parts that several of them share. */
export function functionLoader(): Pick<WorkerPort, 'load' | 'loadClasses' | 'forget'> {
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
  // A module may be another one in a worker, so that what arrives is no function.
  const loadFunction = async (shipment: Shipment): Promise<AnyFunction> => {
    const loaded: unknown = await load(shipment);
    if (typeof loaded === 'function') return loaded as AnyFunction;
    const from = 'url' in shipment ? `from ${shipment.url}` : 'by its source';
    throw new TypeError(`Cannot load the function ${from}: in a worker it is ${String(loaded)}`);
  };
  const loadClass = async (shipments: ClassShipment): Promise<KnownClass> => {
    // One after another, as they have parts in common.
    const loaded: AnyFunction[] = [];
    for (const shipment of shipments) loaded.push(await loadFunction(shipment));
    const [one, toData, fromData] = loaded as [AnyFunction, KnownClass['toData'], KnownClass['fromData']];
    return { class: one as unknown as AnyClass, toData, fromData };
  };
  return {
    load: loadFunction,
    async loadClasses(classes) {
      const loaded: KnownClass[] = [];
      for (const one of classes) loaded.push(await loadClass(one));
      return loaded;
    },
    forget: (ids) => closures?.forget(ids),
  };
}
