import { OwnMap } from '../intrinsics.js';
import { NO_CLASSES, type ClassTable } from '../values/class-table.js';
import { Copier } from '../values/copier.js';
import { countOf } from '../values/pack.js';
import { Packer, type Packed } from '../values/packer.js';
import type { Obstacle } from '../values/refusal.js';
import { packThrown } from '../values/thrown.js';
import type { BatchMessage, Failure } from '../wire/messages.js';
import { explainMissingName } from './explain-missing-name.js';
import type { Stopwatch } from './stopwatch.js';
import type { WorkerPort } from './worker-port.js';

/** Results of one batch, complete as far as they go. */
export interface CompletePart {
  readonly seq: number;
  /** Set if somebody observes. */
  readonly stopwatch: Stopwatch | undefined;
  readonly values: Packed;
  /** Set where items give many values: where each ends. */
  readonly ends: ReadonlyArray<readonly [number, Failure | undefined]> | undefined;
  /** About how many bytes the values have. */
  readonly bytes: number;
  readonly failures: ReadonlyArray<readonly [number, Failure]> | undefined;
  /** The item that gave the last value is to give no more. */
  readonly cut: () => void;
  /** What moves with each result, by position. */
  readonly moved: ReadonlyMap<number, readonly object[]> | undefined;
  /** When the worker began with the first of them. */
  readonly from: number;
  /** When it was done with the last. */
  readonly to: number;
}

/** Results of a batch that runs, which have not been sent. */
export class PendingResults {
  readonly #port: WorkerPort;
  readonly #sendAll: () => void;
  readonly #copier: Copier;
  /** Has copies of the results: the function may change what it has returned. */
  readonly #packer: Packer;
  #seq = 0;
  #stopwatch: Stopwatch | undefined;
  #ends: Array<readonly [number, Failure | undefined]> | undefined;
  /** The item that runs gives values, and has failed, as one of them could not be sent: no more of it is taken. */
  isCut = false;
  #failures: Array<readonly [number, Failure]> | undefined;
  #moved: Map<number, readonly object[]> | undefined;
  /** When the worker began with the first of them. */
  from = 0;

  /** What `bytes` of the packer was when these began, and when the last of them were sent. */
  #bytesBefore = 0;
  #bytesSent = 0;

  /** @param sendAll - Sends these and all others. */
  constructor(port: WorkerPort, sendAll: () => void) {
    this.#port = port;
    this.#sendAll = sendAll;
    this.#copier = new Copier(port, true, (name) => port.post({ type: 'lost', name }));
    this.#packer = new Packer(this.#copier);
  }

  get isEmpty(): boolean {
    return this.#packer.length === 0 && !this.#ends?.length;
  }

  /** About how many bytes all values of this batch have. */
  get bytes(): number {
    return this.#packer.bytes - this.#bytesBefore;
  }

  /** The results that come next are those of this batch. */
  begin(
    { seq, items, credit }: BatchMessage,
    stopwatch: Stopwatch | undefined,
    classes: ClassTable = NO_CLASSES,
  ): void {
    this.#copier.classes = classes;
    // Any number of values may come.
    this.#packer.begin(credit === undefined ? countOf(items) : Infinity);
    this.#ends = credit === undefined ? undefined : [];
    this.isCut = false;
    this.#bytesBefore = this.#packer.bytes;
    this.#bytesSent = this.#bytesBefore;
    this.#seq = seq;
    this.#stopwatch = stopwatch;
    this.from = this.#port.ownTime();
  }

  /** Takes the result of an item, which thereby ends. */
  add(value: unknown, moved: readonly object[]): void {
    if (this.#ends) this.#end(undefined);
    else this.addValue(value, moved);
  }

  /**
   * Takes a value as it is now.
   *
   * @param moved - What moves with it.
   */
  addValue(value: unknown, moved: readonly object[]): void {
    if (this.isCut) return;
    const packer = this.#packer;
    const at = packer.length;
    try {
      packer.add(value, moved);
    } catch (thrown) {
      const { path, message, advice } = thrown as Obstacle;
      this.#addFailure({ type: 'uncloneable', path, message, advice });
      this.isCut = this.#ends !== undefined;
      return;
    }
    if (moved.length > 0) (this.#moved ??= new OwnMap()).set(at, moved);
    // What the program still has may change.
    if (packer.isShared) this.#sendAll();
  }

  addThrown(thrown: unknown): void {
    const error = explainMissingName(thrown);
    this.#addFailure({ type: 'thrown', thrown: packThrown(error, this.#port, this.#copier.classes) });
  }

  /** The item that runs had to wait, for some ms: that time is not its own. */
  restart(paused: number): void {
    this.#stopwatch?.pause(paused);
    if (this.isEmpty) this.from = this.#port.ownTime();
  }

  #end(failure: Failure | undefined): void {
    if (!this.isCut) this.#ends?.push([this.#packer.length, failure]);
    this.isCut = false;
  }

  #addFailure(failure: Failure): void {
    if (this.#ends) return this.#end(failure);
    (this.#failures ??= []).push([this.#packer.length, failure]);
    this.#packer.skip();
  }

  /** Takes out what is here; undefined if nothing is. */
  take(): CompletePart | undefined {
    if (this.isEmpty) return undefined;
    const to = this.#port.ownTime();
    const { bytes } = this.#packer;
    const part = {
      seq: this.#seq,
      stopwatch: this.#stopwatch,
      values: this.#packer.take(),
      ends: this.#ends,
      bytes: bytes - this.#bytesSent,
      failures: this.#failures,
      cut: () => (this.isCut = true),
      moved: this.#moved,
      from: this.from,
      to,
    };
    this.#bytesSent = bytes;
    this.#ends &&= [];
    this.#failures = undefined;
    this.#moved = undefined;
    this.from = to;
    return part;
  }
}
