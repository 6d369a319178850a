import type { Output } from './output.js';
import { Queue } from './queue.js';

const MISSING = Symbol('missing');

/** Results leave in the order of their items. */
export class InOrder implements Output {
  readonly released = 1;
  readonly #slots = new Queue<unknown>();
  #next = 0;

  put(index: number, result: unknown): void {
    const position = index - this.#next;
    while (this.#slots.length <= position) this.#slots.push(MISSING);
    this.#slots.set(position, result);
  }

  ready(): boolean {
    return this.#slots.length > 0 && this.#slots.at(0) !== MISSING;
  }

  shift(): unknown {
    this.#next++;
    return this.#slots.shift();
  }
}
