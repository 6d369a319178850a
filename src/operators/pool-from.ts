import { Observable } from 'rxjs';
import { describeValue } from '../pool/describe-value.js';
import type { ReadableStreamLike } from '../values/open-source.js';
import { pull } from '../job/pull.js';
import { findDemand } from './demand-chain.js';

/** What `poolFrom` reads. */
export type PoolInput<T> = Iterable<T> | AsyncIterable<T> | ReadableStreamLike<T>;

/**
 * Emits the items of an iterable, an async iterable or a `ReadableStream`, and reads them only as pool operators
 * ask for them.
 *
 * With a pool operator below it, also behind `map`, `filter` and the like or behind other pool operators, no more
 * than that operator's `buffersize` items are read and not yet delivered: a slow last stage slows the reading, and
 * the input may be endless. Operators that keep items (`delay`, `zip`) have them beyond that number: reading then goes on
 * in turns with the rest of the program, until the pool operator gets some. Behind operators that share (`share`), as
 * without any pool operator, items come as fast as they can.
 *
 * The input is closed once when it is left early: `return()` of an iterator, `destroy()` of a Node stream, `cancel()`
 * of a web stream. An async generator that is at an `await` then gets to its `finally` when that is over, as always.
 *
 * @example
 * ```ts
 * import { take } from 'rxjs';
 * import { poolFrom, poolImap } from 'rxjs-pool';
 *
 * function* naturals() {
 *   for (let n = 0; ; n++) yield n;
 * }
 *
 * poolFrom(naturals())
 *   .pipe(poolImap((n) => n * n), take(3))
 *   .subscribe((square) => console.log(square));
 * // prints 0
 * // prints 1
 * // prints 4
 * ```
 *
 * @param input - What to read. A Node `Readable` is an async iterable.
 * @returns An Observable that reads `input` anew for each subscriber, as far as `input` can be read again.
 * @throws TypeError if `input` is none of these.
 */
export function poolFrom<T>(input: PoolInput<T>): Observable<T> {
  checkInput(input);
  return new Observable((subscriber) => {
    return pull(input, subscriber, findDemand(subscriber));
  });
}

function checkInput(input: unknown): void {
  const source = Object(input ?? {}) as Record<PropertyKey, unknown>;
  const ways = [Symbol.asyncIterator, Symbol.iterator, 'getReader'];
  if (ways.some((way) => typeof source[way] === 'function')) return;
  throw new TypeError(
    `Cannot create poolFrom: input must be an iterable, an async iterable or a ReadableStream: received ${describeValue(input)}`,
  );
}
