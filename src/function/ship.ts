import { UnshippableFunctionError } from '../errors.js';
import { NO_CLASSES } from '../values/class-table.js';
import type { Shipment, Travel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { nextId } from './next-id.js';
import type { PoolContext, Reading, Way } from './way.js';

const NO_CONTEXT: PoolContext = { hooks: [], classes: NO_CLASSES };

/** A function as it was read last. */
interface Sent {
  readonly shipment: Shipment;
  readonly reading: Reading | undefined;
}

const functions = new WeakMap<Shipment, AnyFunction>();

/** The function that was made ready to travel, if it is one of this program. */
export function functionOf(shipment: Shipment): AnyFunction | undefined {
  return functions.get(shipment);
}

/** Finds how a function travels as it reads now. */
export type Ship = (fn: AnyFunction, context?: PoolContext) => Shipment | Promise<Shipment>;

/** Makes a function that finds the way by which functions travel: the first of `ways` that can. */
export function shipper(ways: readonly Way[]): Ship {
  const sent = new WeakMap<AnyFunction, Sent>();
  const pending = new WeakMap<AnyFunction, Promise<Shipment>>();
  const ship = (fn: AnyFunction, found: Travel | Reading): Shipment => {
    const [travel, reading] = 'travel' in found ? [found.travel, found] : [found, undefined];
    const known = sent.get(fn)?.shipment;
    const shipment = known && isSame(known, travel) ? known : { id: nextId(), ...travel };
    sent.set(fn, { shipment, reading });
    functions.set(shipment, fn);
    return shipment;
  };
  return (fn, context = NO_CONTEXT) => {
    const { shipment: last, reading } = sent.get(fn) ?? {};
    if (last && (!reading || reading.isCurrent())) return last;
    const earlier = pending.get(fn);
    if (earlier) return earlier;
    const found = reading?.again ? reading.again(context) : decide(fn, ways, context);
    if (!(found instanceof Promise)) return ship(fn, found);
    const shipment = found.then((travel) => ship(fn, travel));
    pending.set(fn, shipment);
    // The next call tries again.
    shipment.catch(() => undefined).finally(() => pending.delete(fn));
    return shipment;
  };
}

/** What was captured reads as it did. */
function isSame(known: Travel, travel: Travel): boolean {
  return known.way === 'closure' && travel.way === 'closure' && known.root === travel.root;
}

function decide(
  fn: AnyFunction,
  ways: readonly Way[],
  context: PoolContext,
): Travel | Reading | Promise<Travel | Reading> {
  for (const [at, way] of ways.entries()) {
    const found = way(fn, context);
    if (found instanceof Promise)
      return found.then((travel) => travel ?? decide(fn, ways.slice(at + 1), context));
    if (found) return found;
  }
  throw new UnshippableFunctionError(
    `Cannot send function '${fn.name || 'anonymous'}' to a worker: it uses what is around it; name it with task(import.meta.url, ...)`,
  );
}
