import type { AnyFunction } from '../function/any-function.js';

/** How long items take, by what was last seen of them. */
export class Tempo {
  /** What an item took by the last report, in ms. */
  #last: number | undefined;
  /** What an item takes, in ms, by the quicker of the last two reports; undefined as long as there is none. */
  itemTime: number | undefined;

  /** Some items took some time. */
  observe(items: number, elapsed: number): void {
    const measured = elapsed / items;
    // One slow item among quick ones says nothing of those behind it: where one of a hundred is a hundred times slower,
    // to heed each took three times as many messages. Two in a row are no exception any more.
    this.itemTime = Math.min(measured, this.#last ?? measured);
    this.#last = measured;
  }
}

/** The tempo of each function that a pool has run. */
export class Tempos {
  readonly #tempos = new WeakMap<AnyFunction, Tempo>();

  of(fn: AnyFunction): Tempo {
    const known = this.#tempos.get(fn);
    if (known) return known;
    const tempo = new Tempo();
    this.#tempos.set(fn, tempo);
    return tempo;
  }
}
