import type { Travel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';

/** One way by which functions travel: how `fn` goes by it, or undefined if it cannot. */
export type Way = (fn: AnyFunction) => Travel | undefined | Promise<Travel | undefined>;
