import { sayValue } from '../values/say-value.js';

const iterator: typeof Symbol.iterator = Symbol.iterator;

/**
 * The arguments that an item of a starmap is.
 *
 * @throws TypeError if it is none.
 */
export function argumentsOf(item: unknown, index: number): Iterable<unknown> {
  if (typeof (item as Partial<Iterable<unknown>> | undefined)?.[iterator] === 'function') {
    return item as Iterable<unknown>;
  }
  throw new TypeError(
    `Cannot call the function with item ${index}: starmap takes arrays of arguments, such as [1, 2]: received ${sayValue(item)}; for one argument there is map`,
  );
}
