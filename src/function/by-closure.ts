import type { AnyFunction } from './any-function.js';
import { Capture } from './capture.js';
import { refusal } from './refusal.js';
import type { PoolContext, Reading, Way } from './way.js';

/**
 * The way of any other function: its source, with all that it captured.
 *
 * @param warn - Tells the program what is different in a worker.
 * @returns What throws an UnshippableFunctionError that tells everything in the way.
 */
export function byClosure(warn: (what: string) => void): Way {
  const read = (fn: AnyFunction, context: PoolContext): Reading => {
    const capture = new Capture(fn, context);
    const travel = capture.travel();
    const { all } = capture.obstacles;
    if (all.length > 0) throw refusal(fn.name || 'anonymous', all);
    for (const stale of capture.stale) {
      warn(
        `'${stale}' has changed since it was sent with a function: a captured value of more than 64 kB is read once; capture another object in its place, or pass it as part of the item`,
      );
    }
    return { travel, isCurrent: capture.watch(), again: (others) => read(fn, others) };
  };
  return read;
}
