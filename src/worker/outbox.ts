import { OwnMap, OwnSet } from '../intrinsics.js';
import { NO_CLASSES } from '../values/class-table.js';
import { Copier } from '../values/copier.js';
import type { Obstacle } from '../values/refusal.js';
import { findUncloneable } from '../values/find-uncloneable.js';
import { kindsOf } from '../values/kinds.js';
import { countOf, transferOf } from '../values/pack.js';
import { Packer, type Packed } from '../values/packer.js';
import { sayValue } from '../values/say-value.js';
import { packThrown } from '../values/thrown.js';
import type { BatchMessage, Failure, ResultPart, Measures } from '../wire/messages.js';
import { explainMissingName } from './explain-missing-name.js';
import type { Stopwatch } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/** Results of one batch that wait here. */
interface Part {
  readonly seq: number;
  /** Set if somebody observes. */
  readonly stopwatch: Stopwatch | undefined;
  /** Set when the part is complete. */
  values: Packed;
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
  readonly #copier: Copier;
  /** Has copies of the results of the batch that runs: the function may change what it has returned. */
  readonly #packer: Packer;
  /** Parts that are complete. */
  #parts: Part[] = [];
  #part: Part | undefined;

  constructor(port: WorkerPort) {
    this.#port = port;
    this.#copier = new Copier(port, true, (name) => port.post({ type: 'lost', name }));
    this.#packer = new Packer(this.#copier);
  }

  /** Since when results wait for others, while a batch runs. */
  get since(): number {
    return (this.#parts[0] ?? this.#part)?.from ?? Infinity;
  }

  /** The results that come next are those of this batch. */
  begin({ seq, items }: BatchMessage, stopwatch: Stopwatch | undefined, classes = NO_CLASSES): void {
    this.#copier.classes = classes;
    this.#packer.begin(countOf(items));
    this.#part = newPart(seq, stopwatch, this.#port.ownTime());
  }

  /**
   * Takes a result as it is now.
   *
   * @param moved - What moves with it.
   */
  add(value: unknown, moved: readonly object[]): void {
    const part = this.#part;
    if (!part) return;
    const packer = this.#packer;
    const at = packer.length;
    try {
      packer.add(value, moved);
    } catch (thrown) {
      this.addFailure(uncloneable(thrown as Obstacle));
      return;
    }
    if (moved.length > 0) (part.moved ??= new OwnMap()).set(at, moved);
    // What the program still has may change.
    if (packer.isShared) this.send();
  }

  addThrown(thrown: unknown): void {
    const error = explainMissingName(thrown);
    this.addFailure({ type: 'thrown', thrown: packThrown(error, this.#port, this.#copier.classes) });
  }

  addFailure(failure: Failure): void {
    if (!this.#part) return;
    (this.#part.failures ??= []).push([this.#packer.length, failure]);
    this.#packer.skip();
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
    if (!this.#part || this.#packer.length === 0) return this.#part?.from ?? 0;
    this.#part.to = this.#port.ownTime();
    this.#part.values = this.#packer.take();
    this.#parts.push(this.#part);
    return this.#part.to;
  }

  #post(parts: readonly Part[]): void {
    const measured = parts.map(({ stopwatch, values }) => stopwatch?.take(countOf(values)));
    let transfer: object[] | undefined;
    const messages = parts.map((part, at): ResultPart => {
      const { seq, values, failures, moved, from, to } = part;
      const own = transferOf(values);
      if (own) (transfer ??= []).push(...own);
      if (moved) (transfer ??= []).push(...[...moved.values()].flat());
      return { seq, values, failures, elapsed: to - from, measures: measured[at] };
    });
    try {
      this.#port.post({ type: 'results', parts: messages }, transfer && [...new OwnSet(transfer)]);
    } catch {
      // Some value cannot be sent: finds out which, so that it costs no other.
      for (const [at, part] of parts.entries()) {
        // Those that are columns surely can.
        if (this.#try(messages[at] as ResultPart, undefined)) continue;
        for (let position = 0; position < countOf(part.values); position++) {
          this.#sendOne(part, position, measured[at]);
        }
      }
    }
  }

  #sendOne(part: Part, position: number, measures: Measures | undefined): void {
    const { seq, moved, from, to } = part;
    const length = countOf(part.values);
    const values = only(part.values, position);
    const own = measures && {
      spans: measures.spans.slice(2 * position, 2 * position + 2),
      overhead: measures.overhead / length,
    };
    const known = part.failures?.find(([at]) => at === position)?.[1];
    const message = {
      seq,
      values,
      failures: undefined,
      elapsed: (to - from) / length,
      measures: own,
    };
    // A part that cannot move (memory that Node shares between small Buffers) can still be copied.
    if (!known && (this.#try(message, moved?.get(position)) || this.#try(message, undefined))) return;
    const failure = known ?? this.#unsendable('kinds' in values ? values.values : values);
    this.#try({ ...message, values: [undefined], failures: [[0, failure]] }, undefined);
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

function newPart(seq: number, stopwatch: Stopwatch | undefined, from: number): Part {
  return {
    seq,
    stopwatch,
    values: [],
    failures: undefined,
    moved: undefined,
    from,
    to: from,
  };
}

function uncloneable({ path, message, advice }: Obstacle): Failure {
  return { type: 'uncloneable', path, message, advice };
}

/** One value of many; those that are columns can all be sent. */
function only(packed: Packed, position: number): Packed {
  if (!('kinds' in packed)) return [(packed as ArrayLike<unknown>)[position]];
  const { values, kinds } = packed;
  const { marks, errors, made } = kindsOf(kinds, position);
  const alone = made.map((one) => ({ ...one, position: 0 }));
  return { values: [(values as ArrayLike<unknown>)[position]], kinds: { marks, errors, made: alone } };
}
