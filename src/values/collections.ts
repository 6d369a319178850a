import { methodOf, NativeMap, NativeSet } from '../intrinsics.js';

/** What is done to the program's own maps and sets, whatever their methods have become. */
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
