import type { AnyFunction } from '../../function/any-function.js';
import { byClosure } from '../../function/by-closure.js';
import { byReference } from '../../function/by-reference.js';
import { loadParsers } from '../../function/parsers.js';
import { isClassLike, readSource } from '../../function/read-source.js';
import { shipper, type Ship } from '../../function/ship.js';
import type { AnyClass } from '../../values/class-table.js';
import { isNative } from '../../values/foreign.js';
import type { PoolContext } from '../../function/way.js';
import type { ClassShipment, Shipment } from '../../wire/shipment.js';
import { shipFunction } from './ship-function.js';
import { warn } from './warn.js';

// Never by its source alone: it has to be the same class that functions see.
const shipClass = shipper([byReference, byClosure(warn)]);

/** Makes the classes of a pool ready to travel, each with its `toData` and `fromData`. */
export function shipClasses(context: PoolContext): readonly ClassShipment[] {
  const ship = (how: Ship, fn: unknown): Shipment => how(fn as AnyFunction, context) as Shipment;
  return context.classes.list.map(({ class: one, toData, fromData }) => {
    if (!toData) refusePrivates(one);
    return [
      ship(shipClass, one),
      ...(toData ? [ship(shipFunction, toData), ship(shipFunction, fromData)] : []),
    ];
  });
}

/** @throws TypeError if instances have what no copy can have. */
function refusePrivates(one: AnyClass): void {
  for (let at: unknown = one; typeof at === 'function' && !isNative(at); at = Object.getPrototypeOf(at)) {
    if (!isClassLike(at as AnyFunction)) continue;
    const { classBody } = readSource(at as AnyFunction, loadParsers());
    if (classBody?.hasPrivates) {
      throw new TypeError(
        `Cannot create a Pool: class ${one.name} of option classes has private members, which no copy has: give { class: ${one.name}, toData, fromData }`,
      );
    }
  }
}
