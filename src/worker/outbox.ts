import { findUncloneable } from '../wire/find-uncloneable.js';
import type { BatchMessage, Failure, ResultPart, Measures } from '../wire/messages.js';
import { pack, transferOf } from '../wire/pack.js';
import { sayValue } from '../wire/say-value.js';
import type { Stopwatch } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/** Results of one batch that wait here. */
interface Part {
  readonly seq: number;
  /** Set if somebody observes. */
  readonly stopwatch: Stopwatch | undefined;
  readonly values: unknown[];
  failures: Array<readonly [number, Failure]> | undefined;
  /** What moves with each result, by position. */
  moved: Map<number, readonly object[]> | undefined;
  /** When the worker began with the first of them. */
  readonly from: number;
  /** When it was done with the last. */
  to: number;
}

/** Results that wait to be sent together, of the batch that runs and of those that ran before it. */
export class Outbox {
  readonly #port: WorkerPort;
  /** Parts that are complete. */
  #parts: Part[] = [];
  #part: Part | undefined;

  constructor(port: WorkerPort) {
    this.#port = port;
  }

  /** Since when results wait for others, while a batch runs. */
  get since(): number {
    return (this.#parts[0] ?? this.#part)?.from ?? Infinity;
  }

  /** The results that come next are those of this batch. */
  begin({ seq }: BatchMessage, stopwatch: Stopwatch | undefined): void {
    this.#part = newPart(seq, stopwatch, this.#port.ownTime());
  }

  add(value: unknown, moved: readonly object[]): void {
    if (!this.#part) return;
    const { values } = this.#part;
    if (moved.length > 0) (this.#part.moved ??= new Map()).set(values.length, moved);
    values.push(value);
  }

  addFailure(failure: Failure): void {
    if (!this.#part) return;
    (this.#part.failures ??= []).push([this.#part.values.length, failure]);
    this.#part.values.push(undefined);
  }

  /** No more results of this batch will come. */
  end(): void {
    this.#close();
    this.#part = undefined;
  }

  /** Sends what is here. */
  send(): void {
    const now = this.#close();
    const { seq, stopwatch } = this.#part ?? {};
    const parts = this.#parts;
    this.#part = seq === undefined ? undefined : newPart(seq, stopwatch, now);
    if (parts.length === 0) return;
    this.#parts = [];
    const observer = parts.find((part) => part.stopwatch)?.stopwatch;
    if (observer) observer.aside(() => this.#post(parts));
    else this.#post(parts);
  }

  /** The results of the batch that runs are complete, as far as they go; returns the time. */
  #close(): number {
    if (!this.#part || this.#part.values.length === 0) return this.#part?.from ?? 0;
    this.#part.to = this.#port.ownTime();
    this.#parts.push(this.#part);
    return this.#part.to;
  }

  #post(parts: readonly Part[]): void {
    const measured = parts.map(({ stopwatch, values }) => stopwatch?.take(values.length));
    let transfer: object[] | undefined;
    const messages = parts.map(({ seq, values: plain, failures, moved, from, to }, at): ResultPart => {
      const values = pack(plain, this.#port);
      const own = transferOf(values, plain);
      if (own) (transfer ??= []).push(...own);
      if (moved) (transfer ??= []).push(...[...moved.values()].flat());
      return { seq, values, failures, elapsed: to - from, measures: measured[at] };
    });
    try {
      this.#port.post({ type: 'results', parts: messages }, transfer && [...new Set(transfer)]);
    } catch {
      // Some value cannot be sent: finds out which, so that it costs no other.
      for (const [at, part] of parts.entries()) {
        part.values.forEach((_, position) => this.#sendOne(part, position, measured[at]));
      }
    }
  }

  #sendOne(part: Part, position: number, measures: Measures | undefined): void {
    const { seq, moved, from, to } = part;
    const { length } = part.values;
    const value = part.values[position];
    const own = measures && {
      spans: measures.spans.slice(2 * position, 2 * position + 2),
      overhead: measures.overhead / length,
    };
    const known = part.failures?.find(([at]) => at === position)?.[1];
    const message = {
      seq,
      values: [value],
      failures: undefined,
      elapsed: (to - from) / length,
      measures: own,
    };
    // A part that cannot move (memory that Node shares between small Buffers) can still be copied.
    if (!known && (this.#try(message, moved?.get(position)) || this.#try(message, undefined))) return;
    const failure = known ?? this.#uncloneable(value);
    this.#try({ ...message, values: [undefined], failures: [[0, failure]] }, undefined);
  }

  #uncloneable(value: unknown): Failure {
    const path = findUncloneable(value, (part) => this.#port.isCloneable(part));
    return { type: 'uncloneable', path, message: sayValue(value) };
  }

  #try(part: ResultPart, moved: readonly object[] | undefined): boolean {
    try {
      this.#port.post({ type: 'results', parts: [part] }, moved);
      return true;
    } catch {
      return false;
    }
  }
}

function newPart(seq: number, stopwatch: Stopwatch | undefined, from: number): Part {
  return { seq, stopwatch, values: [], failures: undefined, moved: undefined, from, to: from };
}
