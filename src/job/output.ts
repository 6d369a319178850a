import type { Results } from '../executor/report.js';
import { Queue } from './queue.js';

/** Outcomes of consecutive items. */
export type Values = Results['values'];

/** An item's error on its way out of a job that ends with it. */
export class Fault {
  constructor(readonly reason: unknown) {}
}

/** Leaves in the place of a result where nobody is told anything. */
export const NOTHING = Symbol('nothing');

/** Where results wait until they may leave the job, and in which order they do. */
export interface Output {
  /** Takes results, those of the items from `index` on: what `values` has from `from` to `to`. A `Fault` comes alone. */
  put(index: number, values: Values, from: number, to: number): void;
  /** True if something may leave now. `whole`: all items have their result. */
  ready(whole: boolean): boolean;
  /** What leaves next. */
  shift(): unknown;
  /** How many items `shift` just let go. */
  readonly released: number;
  /** An item may run again; false if some of what it gave has left. Missing: an item gives nothing before its end. */
  forget?(index: number): boolean;
}

/** Results leave in the order of their items. */
export class InOrder implements Output {
  readonly released = 1;
  /** By the index of their first item. */
  readonly #slices = new Map<number, ResultSlice>();
  /** What has the next result, once that has come. */
  #slice: ResultSlice | undefined;
  #next = 0;

  put(index: number, values: Values, from: number, to: number): void {
    const slice = new ResultSlice(values, from, to);
    if (index === this.#next) this.#slice = slice;
    else this.#slices.set(index, slice);
  }

  ready(): boolean {
    return this.#slice !== undefined;
  }

  shift(): unknown {
    this.#next++;
    const slice = this.#slice;
    const result = slice?.shift();
    if (slice?.isEmpty) {
      this.#slice = this.#slices.get(this.#next);
      this.#slices.delete(this.#next);
    }
    return result;
  }
}

/** Results leave as they come. */
export class AsReady implements Output {
  readonly released = 1;
  readonly #slices = new Queue<ResultSlice>();

  put(_index: number, values: Values, from: number, to: number): void {
    this.#slices.push(new ResultSlice(values, from, to));
  }

  ready(): boolean {
    return this.#slices.first !== undefined;
  }

  shift(): unknown {
    const slice = this.#slices.first;
    const result = slice?.shift();
    if (slice?.isEmpty) this.#slices.shift();
    return result;
  }
}

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

/** Results of consecutive items, which leave one by one. */
export class ResultSlice {
  readonly #values: Values;
  readonly #to: number;
  #at: number;

  constructor(values: Values, from: number, to: number) {
    this.#values = values;
    this.#at = from;
    this.#to = to;
  }

  get isEmpty(): boolean {
    return this.#at === this.#to;
  }

  shift(): unknown {
    const at = this.#at++;
    const result = this.#values[at];
    // What has left must not be kept in memory by what has not.
    if (typeof result === 'object') (this.#values as unknown[])[at] = undefined;
    return result;
  }
}
