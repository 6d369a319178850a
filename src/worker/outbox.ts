import { OwnSet } from '../intrinsics.js';
import type { ClassTable } from '../values/class-table.js';
import { findUncloneable } from '../values/find-uncloneable.js';
import { kindsOf } from '../values/kinds.js';
import { countOf, transferOf } from '../values/pack.js';
import type { Packed } from '../values/packer.js';
import { sayValue } from '../values/say-value.js';
import type { BatchMessage, Failure, ResultPart, Measures } from '../wire/messages.js';
import { PendingResults, type CompletePart } from './pending-results.js';
import type { Stopwatch } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/**
 * Results wait for others at most this long, in ms of work, to be sent with them. Longer costs fewer messages,
 * shorter keeps fewer results from those who wait, and loses fewer when the worker dies: they are run again. A bit
 * more than a message is made for lets one that takes longer than was expected come back in one piece.
 */
const SEND_AFTER = 1.25;

/** Results that wait to be sent together, of the batches that run and of those that ran before them. */
export class Outbox {
  readonly #port: WorkerPort;
  /** Those of batches that run; an array, as a Set would be made anew again and again. */
  readonly #pending: PendingResults[] = [];
  /** Those whose batch is over, for the next one. */
  readonly #spare: PendingResults[] = [];
  /** Those of batches that are over. */
  #parts: CompletePart[] = [];
  /** All is about to be sent. */
  #isSending = false;

  constructor(port: WorkerPort) {
    this.#port = port;
  }

  /** True if results have waited for others for long enough. */
  isDue(now: number): boolean {
    let since = this.#parts[0]?.from ?? Infinity;
    for (const { isEmpty, from } of this.#pending) if (!isEmpty && from < since) since = from;
    return now - since >= SEND_AFTER;
  }

  /** A batch begins: its results go into what is returned. */
  begin(batch: BatchMessage, stopwatch: Stopwatch | undefined, classes?: ClassTable): PendingResults {
    const pending = this.#spare.pop() ?? new PendingResults(this.#port, () => this.send());
    pending.begin(batch, stopwatch, classes);
    this.#pending.push(pending);
    return pending;
  }

  /** A batch is over. */
  end(pending: PendingResults): void {
    this.#close(pending);
    this.#pending.splice(this.#pending.indexOf(pending), 1);
    this.#spare.push(pending);
  }

  /** Sends what is here, and what comes in this turn. */
  sendSoon(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    void this.#port.breathe().then(() => {
      this.#isSending = false;
      this.send();
    });
  }

  /** Sends what is here. */
  send(): void {
    for (const pending of this.#pending) this.#close(pending);
    const parts = this.#parts;
    if (parts.length === 0) return;
    this.#parts = [];
    const observer = parts.find((part) => part.stopwatch)?.stopwatch;
    if (observer) observer.aside(() => this.#post(parts));
    else this.#post(parts);
  }

  #close(pending: PendingResults): void {
    const part = pending.take();
    if (part) this.#parts.push(part);
  }

  #post(parts: readonly CompletePart[]): void {
    const measured = parts.map(({ stopwatch, values, ends }) =>
      stopwatch?.take(ends?.length ?? countOf(values)),
    );
    let transfer: object[] | undefined;
    const messages = parts.map((part, at): ResultPart => {
      const { seq, values, ends, bytes, failures, moved, from, to } = part;
      const own = transferOf(values);
      if (own) (transfer ??= []).push(...own);
      if (moved) (transfer ??= []).push(...[...moved.values()].flat());
      return { seq, values, ends, bytes, failures, elapsed: to - from, measures: measured[at] };
    });
    try {
      this.#port.post({ type: 'results', parts: messages }, transfer && [...new OwnSet(transfer)]);
    } catch {
      // Some value cannot be sent: finds out which, so that it costs no other.
      for (const [at, part] of parts.entries()) {
        // Those that are columns surely can.
        if (this.#try(messages[at] as ResultPart, undefined)) continue;
        if (part.ends) {
          this.#sendValues(part, part.ends, messages[at] as ResultPart);
          continue;
        }
        for (let position = 0; position < countOf(part.values); position++) {
          this.#sendOne(part, position, measured[at]);
        }
      }
    }
  }

  #sendOne(part: CompletePart, position: number, measures: Measures | undefined): void {
    const { seq, moved, from, to } = part;
    const length = countOf(part.values);
    const values = only(part.values, position);
    const own = measures && {
      spans: measures.spans.slice(2 * position, 2 * position + 2),
      pauses: undefined,
      overhead: measures.overhead / length,
    };
    const known = part.failures?.find(([at]) => at === position)?.[1];
    const message = {
      seq,
      values,
      ends: undefined,
      bytes: part.bytes / length,
      failures: undefined,
      elapsed: (to - from) / length,
      measures: own,
    };
    // A part that cannot move (memory that Node shares between small Buffers) can still be copied.
    if (!known && (this.#try(message, moved?.get(position)) || this.#try(message, undefined))) return;
    const failure = known ?? this.#unsendable('kinds' in values ? values.values : values);
    this.#try({ ...message, values: [undefined], failures: [[0, failure]] }, undefined);
  }

  /** Sends the values of a part, and the ends of items, one by one: a value that cannot be sent ends its item. */
  #sendValues(part: CompletePart, ends: NonNullable<CompletePart['ends']>, whole: ResultPart): void {
    const { values, moved, cut } = part;
    const length = countOf(values);
    const message = {
      ...whole,
      bytes: whole.bytes / length,
      elapsed: whole.elapsed / (length + ends.length),
    };
    const rest = [...ends];
    let isCut = false;
    for (let position = 0; position <= length; position++) {
      for (let end = rest[0]; end?.[0] === position; end = rest[0]) {
        if (!isCut) this.#try({ ...message, values: [], ends: [[0, end[1]]] }, undefined);
        isCut = false;
        rest.shift();
      }
      if (isCut || position === length) continue;
      const alone = { ...message, values: only(values, position), ends: [] };
      if (this.#try(alone, moved?.get(position)) || this.#try(alone, undefined)) continue;
      const failure = this.#unsendable('kinds' in alone.values ? alone.values.values : alone.values);
      this.#try({ ...message, values: [], ends: [[0, failure]] }, undefined);
      isCut = true;
    }
    if (isCut) cut();
  }

  /** Why a result that could be copied cannot be sent. */
  #unsendable(alone: Packed): Failure {
    const [value] = alone as readonly unknown[];
    const path = findUncloneable(value, this.#port);
    return { type: 'uncloneable', path, message: sayValue(value), advice: undefined };
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

/** One value of many; those that are columns can all be sent. */
function only(packed: Packed, position: number): Packed {
  if (!('kinds' in packed)) return [(packed as ArrayLike<unknown>)[position]];
  const { values, kinds } = packed;
  const { marks, errors, made } = kindsOf(kinds, position);
  const alone = made.map((one) => ({ ...one, position: 0 }));
  return { values: [(values as ArrayLike<unknown>)[position]], kinds: { marks, errors, made: alone } };
}
