import { Observable } from 'rxjs';
import { describeValue } from '../pool/describe-value.js';
import { pull } from '../job/pull.js';
import { findDemand } from './demand-chain.js';

/** What `poolFrom` reads. */
export type PoolInput<T> = Iterable<T> | AsyncIterable<T> | ReadableStreamLike<T>;

/** The slice of a web `ReadableStream` that is read where it cannot be iterated. */
export interface ReadableStreamLike<T> {
  /** Locks the stream to a reader of its chunks. */
  getReader(): {
    read(): Promise<{ done: boolean; value?: T | undefined }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
}

/**
 * Emits the items of an iterable, an async iterable or a `ReadableStream`, and reads them only as pool operators
 * ask for them.
 *
 * With a pool operator below it, also behind `map`, `filter` and the like or behind other pool operators, no more
 * than that operator's `buffersize` items are read and not yet delivered: a slow last stage slows the reading, and
 * the input may be endless. Operators that hold items back (`delay`, `mergeMap` over something slow) or share them
 * (`share`) hide the demand; then, as without any pool operator, items come as fast as they can.
 *
 * The input is closed once when it is left early: `return()` of an iterator, `cancel()` of a stream.
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
  const source = asIterable(input);
  return new Observable((subscriber) => {
    const demand = findDemand(subscriber);
    // A subscriber that leaves while pull() is still in its first loop has no room; its teardown runs right after.
    return pull(source, subscriber, {
      room: () => (subscriber.closed ? 0 : (demand?.room() ?? Infinity)),
      onRoom: (resume) => demand?.onRoom(resume) ?? (() => undefined),
    });
  });
}

function asIterable<T>(input: PoolInput<T>): Iterable<T> | AsyncIterable<T> {
  const source = Object(input ?? {}) as Partial<Iterable<T> & AsyncIterable<T> & ReadableStreamLike<T>>;
  if (typeof source[Symbol.asyncIterator] === 'function' || typeof source[Symbol.iterator] === 'function') {
    return input as Iterable<T> | AsyncIterable<T>;
  }
  if (typeof source.getReader === 'function') return readerIterable(input as ReadableStreamLike<T>);
  throw new TypeError(
    `Cannot create poolFrom: input must be an iterable, an async iterable or a ReadableStream: received ${describeValue(input)}`,
  );
}

// Some browsers' streams have a reader but are not iterable.
function readerIterable<T>(stream: ReadableStreamLike<T>): AsyncIterable<T> {
  return {
    async *[Symbol.asyncIterator]() {
      const reader = stream.getReader();
      try {
        for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value as T;
      } finally {
        await reader.cancel();
        reader.releaseLock();
      }
    },
  };
}
