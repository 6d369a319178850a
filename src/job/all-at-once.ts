import type { Values } from './result-slice.js';
import { Fault, type Output } from './output.js';

/** Results leave together, as one array in the order of their items; the first error that comes goes alone. */
export class AllAtOnce implements Output {
  readonly #results: unknown[] = [];
  #fault: Fault | undefined;
  #gone = false;

  get released(): number {
    return this.#results.length;
  }

  put(index: number, values: Values, from: number, to: number): void {
    if (values[from] instanceof Fault) {
      this.#fault ??= values[from];
      return;
    }
    // Filled up without holes: an array with wide gaps becomes a slow dictionary.
    while (this.#results.length < index) this.#results.push(undefined);
    for (let at = from; at < to; at++) this.#results[index + at - from] = values[at];
  }

  ready(whole: boolean): boolean {
    return !this.#gone && (whole || this.#fault !== undefined);
  }

  shift(): unknown {
    this.#gone = true;
    return this.#fault ?? this.#results;
  }
}
