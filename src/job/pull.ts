import { throwUncaught } from '../executor/uncaught.js';
import type { Demand } from './demand.js';
import { openSource, type Source } from './open-source.js';

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
export function pull<T>(source: Source<T>, target: PullTarget<T>, demand?: Demand): () => void {
  const reader = new Reader(source, target, demand);
  reader.read();
  return () => reader.stop();
}

class Reader<T> {
  readonly #target: PullTarget<T>;
  readonly #demand: Demand | undefined;
  readonly #unwatch: (() => void) | undefined;
  #iterator: Iterator<T> | AsyncIterator<T> | undefined;
  #reading = false;
  #over = false;

  constructor(source: Source<T>, target: PullTarget<T>, demand: Demand | undefined) {
    this.#target = target;
    this.#demand = demand;
    this.#unwatch = demand?.onRoom(() => this.read());
    try {
      this.#iterator = openSource(source);
    } catch (reason) {
      this.#fail(reason);
    }
  }

  read(): void {
    // The target may ask for more from within next(): this loop goes on for it.
    if (this.#reading) return;
    this.#reading = true;
    while (!this.#over && (this.#demand === undefined || this.#demand.room() > 0)) {
      const step = this.#next();
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
      // What it throws has nobody left to hear it but the program itself.
      if (isPromiseLike(closing)) closing.then(undefined, throwUncaught);
    } catch (reason) {
      throwUncaught(reason);
    }
  }

  #take(result: unknown): void {
    if (this.#over) return;
    let done: boolean;
    let item: unknown;
    try {
      // Each is read just once: they may be getters.
      const step = stepOf(result);
      done = Boolean(step.done);
      if (!done) item = step.value;
    } catch (reason) {
      this.#fail(reason);
      return;
    }
    if (!done) {
      this.#target.next(item as T);
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

  #next(): unknown {
    try {
      return this.#iterator?.next();
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

function stepOf(result: unknown): IteratorResult<unknown, unknown> {
  if (typeof result === 'object' && result !== null) return result as IteratorResult<unknown, unknown>;
  throw new TypeError(`Cannot read the source: its iterator returned ${String(result)} instead of an object`);
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | undefined)?.then === 'function';
}
