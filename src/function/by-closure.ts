import type { ClosureTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { Capture } from './capture.js';
import { refusal } from './refusal.js';

/**
 * The way of any other function: its source, with all that it captured.
 *
 * @throws UnshippableFunctionError (rejects) that tells everything in the way.
 */
export async function byClosure(fn: AnyFunction): Promise<ClosureTravel> {
  const name = fn.name || 'anonymous';
  const capture = new Capture(fn);
  await capture.code(fn, { name, usedBy: name, at: 'its definition' });
  if (capture.obstacles.length > 0) throw refusal(name, capture.obstacles);
  return capture.travel();
}
