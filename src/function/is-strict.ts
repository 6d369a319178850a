import type { AnyFunction } from './any-function.js';

/** False for functions whose `caller` may be asked for: that is how sloppy ones differ without being parsed. */
export function isStrict(fn: AnyFunction): boolean {
  try {
    Reflect.get(fn, 'caller');
    return false;
  } catch {
    return true;
  }
}
