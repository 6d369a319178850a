import type { Output } from './output.js';
import { Queue } from './queue.js';

/** Results leave as they come. */
export class AsReady implements Output {
  readonly released = 1;
  readonly #results = new Queue<unknown>();

  put(_index: number, result: unknown): void {
    this.#results.push(result);
  }

  ready(): boolean {
    return this.#results.length > 0;
  }

  shift(): unknown {
    return this.#results.shift();
  }
}
