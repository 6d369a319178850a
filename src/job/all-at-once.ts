import { Fault, type Output } from './output.js';

/** Results leave together, as one array in the order of their items; the first error that comes goes alone. */
export class AllAtOnce implements Output {
  readonly #results: unknown[] = [];
  #fault: Fault | undefined;
  #gone = false;

  get released(): number {
    return this.#results.length;
  }

  put(index: number, result: unknown): void {
    if (result instanceof Fault) {
      this.#fault ??= result;
      return;
    }
    // Filled up without holes: an array with wide gaps becomes a slow dictionary.
    while (this.#results.length < index) this.#results.push(undefined);
    this.#results[index] = result;
  }

  ready(whole: boolean): boolean {
    return !this.#gone && (whole || this.#fault !== undefined);
  }

  shift(): unknown {
    this.#gone = true;
    return this.#fault ?? this.#results;
  }
}
