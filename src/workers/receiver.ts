import type { Clock } from '../executor/clock.js';
import type { Measures, Rejection, Results, Values } from '../executor/report.js';
import type { ResultPart } from '../wire/messages.js';
import type { ClassTable } from '../values/class-table.js';
import { unpack } from '../values/pack.js';
import type { ItemErrors } from './item-errors.js';
import type { Link } from './link.js';
import type { Parcel } from './parcels.js';

/** Reads what one worker sends, as the engine understands it. */
export class Receiver {
  readonly #workerId: number;
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #errors: ItemErrors;
  readonly #classes: ClassTable;
  /** How far the link's clock is ahead of the pool's, in ms. */
  #ahead = -Infinity;

  constructor(workerId: number, link: Link, clock: Clock, errors: ItemErrors, classes: ClassTable) {
    this.#workerId = workerId;
    this.#link = link;
    this.#clock = clock;
    this.#errors = errors;
    this.#classes = classes;
  }

  /** The results of a parcel's next items. */
  read({ submission, late }: Parcel, part: ResultPart): Omit<Results, 'type'> {
    const { batch, reported, end } = submission;
    const { values, unmade } = unpack(part.values, this.#classes);
    const whole = unmade ? Array.from(values) : values;
    const rejections: Array<readonly [number, Rejection]> = [];
    for (const [position, failure] of part.failures ?? []) {
      // What a worker ran although it was just given back has its outcome elsewhere.
      if (reported + position >= end) break;
      const reason = this.#errors.failed(batch, reported + position, failure);
      rejections.push([position, { reason, retriable: true }]);
    }
    for (const [position, make] of unmade ?? []) {
      try {
        (whole as unknown[])[position] = make();
      } catch (reason) {
        const noted = this.#errors.noted(batch, reported + position, reason);
        rejections.push([position, { reason: noted, retriable: true }]);
      }
    }
    // Whatever an item says that has had its time.
    for (const at of late?.keys() ?? []) {
      const position = at - reported;
      if (position < 0 || position >= values.length || at >= end) continue;
      rejections.push([position, { reason: this.#errors.late(batch, at), retriable: true }]);
    }
    return {
      values: whole,
      rejections: rejections.length > 0 ? new Map(rejections.toSorted(([a], [b]) => a - b)) : undefined,
      bytes: part.bytes,
      elapsed: part.elapsed,
      workerId: this.#workerId,
      measures: part.measures && this.#onPoolClock(part.measures),
    };
  }

  /** The values of a parcel's items, and the ends of some. */
  readValues({ submission, late }: Parcel, part: ResultPart): Omit<Values, 'type'> {
    const { batch, reported, end } = submission;
    const { values, unmade } = unpack(part.values, this.#classes);
    const whole = unmade ? Array.from(values) : values;
    for (const [position, make] of unmade ?? []) (whole as unknown[])[position] = make();
    const ends = (part.ends ?? []).map(([at, failure], number) => {
      const position = reported + number;
      // What a worker ran although it was just given back has its outcome elsewhere.
      if (position >= end) return { at, rejection: undefined };
      // Whatever an item says that has had its time.
      if (late?.has(position))
        return { at, rejection: { reason: this.#errors.late(batch, position), retriable: true } };
      const reason = failure && this.#errors.failed(batch, position, failure);
      return { at, rejection: failure && { reason, retriable: true } };
    });
    return {
      values: whole,
      bytes: part.bytes,
      ends,
      elapsed: part.elapsed,
      workerId: this.#workerId,
      measures: part.measures && this.#onPoolClock(part.measures),
    };
  }

  #onPoolClock({ spans, ...measures }: Measures): Measures {
    // This thread may lose its processor between the two: then the difference comes out too small.
    this.#ahead = Math.max(this.#ahead, this.#link.now() - this.#clock.now());
    return { spans: spans.map((time) => time - this.#ahead), ...measures };
  }
}
