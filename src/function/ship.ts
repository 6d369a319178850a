import type { Shipment } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { bySource } from './by-source.js';
import { taskRegistry } from './task-registry.js';

const shipments = new WeakMap<AnyFunction, Shipment>();
let shipped = 0;

/**
 * Finds the way by which `fn` travels; decided once per function.
 *
 * @throws UnshippableFunctionError (rejects) if there is none.
 */
export function ship(fn: AnyFunction): Shipment | Promise<Shipment> {
  return shipments.get(fn) ?? decide(fn);
}

function decide(fn: AnyFunction): Shipment | Promise<Shipment> {
  const reference = taskRegistry.referenceOf(fn);
  if (reference) return keep(fn, { way: 'task', id: ++shipped, ...reference });
  return bySource(fn).then((source) => keep(fn, { way: 'source', id: ++shipped, ...source }));
}

function keep(fn: AnyFunction, shipment: Shipment): Shipment {
  const earlier = shipments.get(fn);
  if (earlier) return earlier;
  shipments.set(fn, shipment);
  return shipment;
}
