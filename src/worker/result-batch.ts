import type { Failure, FromWorker, WorkerMeasures } from '../wire/messages.js';
import { findUncloneable } from '../wire/find-uncloneable.js';
import { pack, transferOf, type Packed } from '../wire/pack.js';
import { sayValue } from '../wire/say-value.js';
import type { Stopwatch } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/** Results of a chunk that wait to be sent together. */
export class ResultBatch {
  readonly #port: WorkerPort;
  readonly #seq: number;
  readonly #stopwatch: Stopwatch | undefined;
  #values: unknown[] = [];
  #failures: Array<readonly [number, Failure]> = [];
  /** What moves with each result, by position. */
  #moved = new Map<number, readonly object[]>();
  /** When the last results were sent. */
  since = performance.now();

  /** @param stopwatch - Set if somebody looks on. */
  constructor(port: WorkerPort, seq: number, stopwatch: Stopwatch | undefined) {
    this.#port = port;
    this.#seq = seq;
    this.#stopwatch = stopwatch;
  }

  add(value: unknown, moved: readonly object[]): void {
    if (moved.length > 0) this.#moved.set(this.#values.length, moved);
    this.#values.push(value);
  }

  addFailure(failure: Failure): void {
    this.#failures.push([this.#values.length, failure]);
    this.#values.push(undefined);
  }

  send(): void {
    if (this.#values.length === 0) return;
    if (this.#stopwatch) this.#stopwatch.aside(() => this.#send());
    else this.#send();
  }

  #send(): void {
    const values = this.#values;
    const failures = this.#failures;
    const moved = this.#moved;
    const now = performance.now();
    const elapsed = now - this.since;
    this.#values = [];
    this.#failures = [];
    this.#moved = new Map();
    this.since = now;
    const measures = this.#stopwatch?.take(values.length);
    const packed = pack(values, this.#port);
    const transfer =
      transferOf(packed, values) ?? (moved.size > 0 ? [...new Set([...moved.values()].flat())] : undefined);
    try {
      this.#port.post(this.#message(packed, failures, elapsed, measures), transfer);
    } catch {
      this.#sendOneByOne(values, new Map(failures), moved, elapsed / values.length, measures);
    }
  }

  /** Some value cannot be sent: finds out which, so that it costs no other. */
  #sendOneByOne(
    values: readonly unknown[],
    failures: ReadonlyMap<number, Failure>,
    moved: ReadonlyMap<number, readonly object[]>,
    elapsed: number,
    measures: WorkerMeasures | undefined,
  ): void {
    values.forEach((value, position) => {
      const own = measures && {
        spans: measures.spans.slice(2 * position, 2 * position + 2),
        overhead: measures.overhead / values.length,
      };
      const failure = failures.get(position);
      if (failure) {
        this.#port.post(this.#message([undefined], [[0, failure]], elapsed, own));
        return;
      }
      const message = this.#message([value], [], elapsed, own);
      // A part that cannot move (memory that Node shares between small Buffers) can still be copied.
      if (this.#try(message, moved.get(position)) || this.#try(message, undefined)) return;
      const path = findUncloneable(value, (part) => this.#port.isCloneable(part));
      const uncloneable: Failure = { type: 'uncloneable', path, message: sayValue(value) };
      this.#port.post(this.#message([undefined], [[0, uncloneable]], elapsed, own));
    });
  }

  #try(message: FromWorker, moved: readonly object[] | undefined): boolean {
    try {
      this.#port.post(message, moved);
      return true;
    } catch {
      return false;
    }
  }

  #message(
    values: Packed,
    failures: ReadonlyArray<readonly [number, Failure]>,
    elapsed: number,
    measures: WorkerMeasures | undefined,
  ): FromWorker {
    return {
      type: 'results',
      seq: this.#seq,
      values,
      failures: failures.length > 0 ? failures : undefined,
      elapsed,
      measures,
    };
  }
}
