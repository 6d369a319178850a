import { UnshippableFunctionError } from '../errors.js';
import type { Shipment } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import type { Way } from './way.js';

let shipped = 0;

/**
 * Makes a function that finds the way by which functions travel: the first of `ways` that can; decided once per
 * function, so that what is captured is a snapshot taken then.
 */
export function shipper(ways: readonly Way[]): (fn: AnyFunction) => Shipment | Promise<Shipment> {
  const shipments = new WeakMap<AnyFunction, Shipment | Promise<Shipment>>();
  return (fn) => {
    const known = shipments.get(fn);
    if (known) return known;
    const shipment = decide(fn, ways).then(
      (decided) => {
        shipments.set(fn, decided);
        return decided;
      },
      (error: unknown) => {
        shipments.delete(fn);
        throw error;
      },
    );
    shipments.set(fn, shipment);
    return shipment;
  };
}

async function decide(fn: AnyFunction, ways: readonly Way[]): Promise<Shipment> {
  for (const way of ways) {
    const travel = await way(fn);
    if (travel) return { id: ++shipped, ...travel };
  }
  throw new UnshippableFunctionError(
    `Cannot send function '${fn.name || 'anonymous'}' to a worker: it uses what is around it; name it with task(import.meta.url, ...)`,
  );
}
