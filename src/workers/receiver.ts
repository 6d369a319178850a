import type { Clock } from '../executor/clock.js';
import type { Measures, Rejection, Results } from '../executor/report.js';
import type { ResultPart } from '../wire/messages.js';
import { unpack } from '../wire/pack.js';
import type { ItemErrors } from './item-errors.js';
import type { Link } from './link.js';
import type { Parcel } from './parcels.js';

/** Reads what one worker sends, as the engine understands it. */
export class Receiver {
  readonly #workerId: number;
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #errors: ItemErrors;
  /** How far the link's clock is ahead of the pool's, in ms. */
  #ahead = -Infinity;

  constructor(workerId: number, link: Link, clock: Clock, errors: ItemErrors) {
    this.#workerId = workerId;
    this.#link = link;
    this.#clock = clock;
    this.#errors = errors;
  }

  /** The results of a parcel's next items. */
  read({ submission }: Parcel, part: ResultPart): Omit<Results, 'type'> {
    const { batch, reported, end } = submission;
    let rejections: Map<number, Rejection> | undefined;
    for (const [position, failure] of part.failures ?? []) {
      // What a worker ran although it was just given back has its outcome elsewhere.
      if (reported + position >= end) break;
      const reason = this.#errors.failed(batch, reported + position, failure);
      (rejections ??= new Map()).set(position, { reason, retriable: true });
    }
    return {
      values: unpack(part.values),
      rejections,
      elapsed: part.elapsed,
      workerId: this.#workerId,
      measures: part.measures && this.#onPoolClock(part.measures),
    };
  }

  #onPoolClock({ spans, overhead }: Measures): Measures {
    // This thread may lose its processor between the two: then the difference comes out too small.
    this.#ahead = Math.max(this.#ahead, this.#link.now() - this.#clock.now());
    return { spans: spans.map((time) => time - this.#ahead), overhead };
  }
}
