import type { Demand } from './demand.js';

/** Where pulled items go. */
export interface PullTarget<T> {
  next(item: T): void;
  error(reason: unknown): void;
  complete(): void;
}

/**
 * Reads an iterable into a target, as fast as `demand` has room; without a `demand`, as fast as it comes.
 *
 * The iterator is closed (`return()`) once, and only when it is left before its end.
 *
 * @returns Stops reading.
 */
export function pull<T>(
  source: Iterable<T> | AsyncIterable<T>,
  target: PullTarget<T>,
  demand?: Demand,
): () => void {
  const reader = new Reader(source, target, demand);
  reader.read();
  return () => reader.stop();
}

class Reader<T> {
  readonly #target: PullTarget<T>;
  readonly #demand: Demand | undefined;
  readonly #unwatch: (() => void) | undefined;
  readonly #iterator: Iterator<T> | AsyncIterator<T> | undefined;
  #reading = false;
  #over = false;

  constructor(source: Iterable<T> | AsyncIterable<T>, target: PullTarget<T>, demand: Demand | undefined) {
    this.#target = target;
    this.#demand = demand;
    this.#unwatch = demand?.onRoom(() => this.read());
    this.#iterator = this.#attempt(() =>
      // A string is iterable, but no object.
      Symbol.asyncIterator in Object(source)
        ? (source as AsyncIterable<T>)[Symbol.asyncIterator]()
        : (source as Iterable<T>)[Symbol.iterator](),
    );
  }

  read(): void {
    // The target may ask for more from within next(): this loop goes on for it.
    if (this.#reading) return;
    this.#reading = true;
    while (!this.#over && (this.#demand === undefined || this.#demand.room() > 0)) {
      const step = this.#attempt(() => this.#iterator?.next());
      if (isPromiseLike(step)) {
        step.then(
          (result) => {
            this.#take(result);
            this.#reading = false;
            this.read();
          },
          (reason: unknown) => this.#fail(reason),
        );
        return;
      }
      this.#take(step);
    }
    this.#reading = false;
  }

  stop(): void {
    if (this.#over) return;
    this.#end();
    try {
      const closing = this.#iterator?.return?.();
      if (isPromiseLike(closing)) closing.then(undefined, report);
    } catch (reason) {
      report(reason);
    }
  }

  #take(result: IteratorResult<T> | undefined): void {
    if (this.#over) return;
    const step = this.#attempt(() => readStep(result));
    if (step === undefined) return;
    if (!step.done) {
      this.#target.next(step.value);
      return;
    }
    this.#end();
    this.#target.complete();
  }

  #fail(reason: unknown): void {
    if (this.#over) return;
    this.#end();
    this.#target.error(reason);
  }

  #attempt<S>(step: () => S): S | undefined {
    try {
      return step();
    } catch (reason) {
      this.#fail(reason);
      return undefined;
    }
  }

  #end(): void {
    this.#over = true;
    this.#unwatch?.();
  }
}

/** Reads what `next()` gave just once; anything but an object is an error. */
function readStep<T>(result: IteratorResult<T> | undefined): { done: true } | { done: false; value: T } {
  if (typeof result !== 'object' || result === null) {
    throw new TypeError(
      `Cannot read the source: its iterator returned ${String(result)} instead of an object`,
    );
  }
  return result.done ? { done: true } : { done: false, value: result.value };
}

function isPromiseLike<S>(value: S | PromiseLike<S>): value is PromiseLike<S> {
  return typeof (value as Partial<PromiseLike<S>> | undefined)?.then === 'function';
}

// What return() throws has nobody left to hear it but the program itself.
function report(reason: unknown): void {
  queueMicrotask(() => {
    throw reason;
  });
}
