import { methodOf, NativeMap, NativeSet } from '../intrinsics.js';

/** Methods of maps and sets, for those of the program, whose own methods may have been replaced. */
export const setIn = methodOf<void>(NativeMap.prototype, 'set');
export const clearMap = methodOf<void>(NativeMap.prototype, 'clear');
export const addTo = methodOf<void>(NativeSet.prototype, 'add');
export const clearSet = methodOf<void>(NativeSet.prototype, 'clear');

export function copyMap(entries: Iterable<readonly [unknown, unknown]>): Map<unknown, unknown> {
  const copy = new NativeMap<unknown, unknown>();
  for (const [key, value] of entries) setIn(copy, key, value);
  return copy;
}

export function copySet(values: Iterable<unknown>): Set<unknown> {
  const copy = new NativeSet<unknown>();
  for (const value of values) addTo(copy, value);
  return copy;
}
