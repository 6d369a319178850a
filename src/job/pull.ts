import { throwUncaught } from '../executor/uncaught.js';
import { ByteBound } from './byte-bound.js';
import type { StageDemand } from './demand.js';
import { isPromiseLike } from '../values/is-promise-like.js';
import { openSource, type Source } from '../values/open-source.js';

/**
 * Most items that are read in one turn of the program without a sign that the stage below gets any. More go faster through a
 * filter that lets few through, fewer keep the program waiting for less long.
 */
const MOST_UNSEEN = 1024;

/** Where pulled items go. */
export interface PullTarget<T> {
  /** True when the target takes no more items. The caller of `pull` then stops the reading. */
  readonly closed?: boolean;
  next(item: T): void;
  error(reason: unknown): void;
  complete(): void;
}

/**
 * Reads an iterable into a target, as fast as the pool stage `below` has room; without one, as fast as it comes.
 *
 * Something between the two may keep items back, drop them, or wait for others of this thread. So a reader that has handed on
 * as many as there was room for, and sees that none was taken, gives the others a turn before it goes on.
 *
 * The iterator is closed (`return()`) once, and only when it is left before its end.
 *
 * @returns Stops reading.
 */
export function pull<T>(source: Source<T>, target: PullTarget<T>, below?: StageDemand): () => void {
  const reader = new Reader(source, target, below);
  reader.read();
  return () => reader.stop();
}

class Reader<T> {
  readonly #target: PullTarget<T>;
  readonly #below: StageDemand | undefined;
  readonly #unwatch: (() => void) | undefined;
  #iterator: Iterator<T> | AsyncIterator<T> | undefined;
  #isReading = false;
  #isOver = false;
  /** Items that were handed on in this turn since the stage below last got one. */
  #unseen = 0;
  /** The stage below did not get the last one. */
  #isAdrift = false;
  #stopPause: (() => void) | undefined;

  constructor(source: Source<T>, target: PullTarget<T>, below: StageDemand | undefined) {
    this.#target = target;
    this.#below = below;
    // Readers further down go first: what they hold came from here.
    this.#unwatch = below?.onRoom(() => (this.#isAdrift ? this.#pause() : this.read()), ByteBound);
    try {
      this.#iterator = openSource(source);
    } catch (reason) {
      this.#fail(reason);
    }
  }

  read(): void {
    // The target may ask for more from within next(): this loop goes on for it.
    if (this.#isReading || this.#stopPause) return;
    this.#isReading = true;
    while (this.#mayRead()) {
      const step = this.#next();
      if (isPromiseLike(step)) {
        step.then(
          (result) => {
            this.#take(result);
            this.#isReading = false;
            this.read();
          },
          (reason: unknown) => this.#fail(reason),
        );
        return;
      }
      this.#take(step);
    }
    this.#isReading = false;
  }

  stop(): void {
    if (this.#isOver) return;
    this.#end();
    try {
      const closing = this.#iterator?.return?.();
      // What it throws has nobody left to hear it but the program itself.
      if (isPromiseLike(closing)) closing.then(undefined, throwUncaught);
    } catch (reason) {
      throwUncaught(reason);
    }
  }

  #mayRead(): boolean {
    if (this.#isOver || this.#target.closed) return false;
    if (!this.#below) return true;
    const room = this.#below.room();
    if (room <= 0) return false;
    if (this.#unseen < Math.min(room, MOST_UNSEEN)) return true;
    this.#pause();
    return false;
  }

  /** Goes on in the next turn, if there is room then. */
  #pause(): void {
    this.#stopPause ??= this.#below?.clock.after(0, () => {
      this.#stopPause = undefined;
      this.#unseen = 0;
      this.read();
    });
  }

  #take(result: unknown): void {
    if (this.#isOver) return;
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
      const before = this.#below?.taken;
      this.#target.next(item as T);
      this.#isAdrift = this.#below?.taken === before;
      this.#unseen = this.#isAdrift ? this.#unseen + 1 : 0;
      return;
    }
    this.#end();
    this.#target.complete();
  }

  #fail(reason: unknown): void {
    if (this.#isOver) return;
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
    this.#isOver = true;
    this.#unwatch?.();
    this.#stopPause?.();
  }
}

function stepOf(result: unknown): IteratorResult<unknown, unknown> {
  if (typeof result === 'object' && result !== null) return result as IteratorResult<unknown, unknown>;
  throw new TypeError(`Cannot read the source: its iterator returned ${String(result)} instead of an object`);
}
