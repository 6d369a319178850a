/** The slice of a web `ReadableStream` that is read. */
export interface ReadableStreamLike<T> {
  /** Locks the stream to a reader of its chunks. */
  getReader(): {
    read(): Promise<{ done: boolean; value?: unknown }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
  /** Writes its chunks. Not used, but to know their type: the overloads of `getReader` hide it. */
  pipeTo?(destination: { getWriter(): { write(chunk?: T): Promise<void> } }): Promise<void>;
}

/** What can be read item by item. */
export type Source<T> = Iterable<T> | AsyncIterable<T> | ReadableStreamLike<T>;

type AnyIterator<T> = Iterator<T> | AsyncIterator<T>;

/**
 * Opens a source.
 *
 * `return()` of what it gives lets go of a stream at once, also of one that is silent: a stream's own iterator waits
 * for the item that was asked for last, which may never come.
 */
export function openSource<T>(source: Source<T>): AnyIterator<T> {
  // A string is iterable, but no object.
  const { getReader, pipe, destroy } = Object(source) as Record<string, unknown>;
  if (typeof getReader === 'function') return readStream(source as ReadableStreamLike<T>);
  const iterator =
    Symbol.asyncIterator in Object(source)
      ? (source as AsyncIterable<T>)[Symbol.asyncIterator]()
      : (source as Iterable<T>)[Symbol.iterator]();
  const isNodeStream = typeof pipe === 'function' && typeof destroy === 'function';
  return isNodeStream ? destroying(source as unknown as Destroyable, iterator) : iterator;
}

function readStream<T>(stream: ReadableStreamLike<T>): AsyncIterator<T> {
  const reader = stream.getReader();
  return {
    async next() {
      try {
        const step = await reader.read();
        if (step.done) reader.releaseLock();
        return step as IteratorResult<T>;
      } catch (reason) {
        reader.releaseLock();
        throw reason;
      }
    },
    async return() {
      const cancelling = reader.cancel();
      reader.releaseLock();
      await cancelling;
      return { done: true, value: undefined };
    },
  };
}

interface Destroyable {
  destroy(): unknown;
}

function destroying<T>(stream: Destroyable, iterator: AnyIterator<T>): AnyIterator<T> {
  return {
    next: () => iterator.next() as Promise<IteratorResult<T>>,
    return() {
      const closing = iterator.return?.() as Promise<IteratorResult<T>>;
      stream.destroy();
      return closing;
    },
  };
}
