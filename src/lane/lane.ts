import {
  TaskTimeoutError,
  UncloneableError,
  UnshippableFunctionError,
  WorkerCrashedError,
} from '../errors.js';
import type { Clock } from '../executor/clock.js';
import type { Cancel, CancelMode, Chunk, Rejection, Report, Settle } from '../executor/executor.js';
import { noteTaskInfo } from '../executor/task-info.js';
import { findUncloneable } from '../wire/find-uncloneable.js';
import type { Failure, ResultsMessage, ToWorker } from '../wire/messages.js';
import type { Shipment } from '../wire/shipment.js';
import { unpackError, type ErrorClass } from '../wire/unpack-error.js';
import type { Death, Link, Running } from './link.js';

/** A chunk on its way through a lane. */
interface Passage {
  readonly seq: number;
  readonly chunk: Chunk;
  readonly settle: Settle;
  /** How many of the chunk's items the worker gets. */
  sent: number;
  /** Items reported so far. */
  settled: number;
  cancelled: boolean;
  /** The outcome of the item behind those sent, which cannot be sent. */
  unsendable?: Rejection;
}

/** What all lanes of a pool have in common. */
export interface LaneOptions {
  readonly clock: Clock;
  readonly errorClasses: readonly ErrorClass[];
  /** Items that one worker may run. */
  readonly maxtasksperchild: number;
}

/**
 * The chunks that one worker has, in the order in which it runs them: turns its messages into reports, watches the
 * time of its items, and finds out which item it died of.
 *
 * A lane outlives its workers: `connect` gives it the next one.
 */
export class Lane {
  readonly #options: LaneOptions;
  readonly #workerId: number;
  readonly #onSpent: () => void;
  #link: Link | undefined;
  #known = new Set<number>();
  #allowance = 0;
  #seq = 0;
  #passages: Passage[] = [];
  /** The item that was late when its time was last looked at. */
  #late: Running | undefined;
  /** This lane ended the worker itself, so whatever else it was running is not to blame. */
  #killed = false;
  #stopWatch: (() => void) | undefined;

  /** @param onSpent - The worker has run all the items it may, and is to be replaced. */
  constructor(workerId: number, options: LaneOptions, onSpent: () => void) {
    this.#workerId = workerId;
    this.#options = options;
    this.#onSpent = onSpent;
  }

  /** Chunks in this lane. */
  get load(): number {
    return this.#passages.length;
  }

  get isConnected(): boolean {
    return this.#link !== undefined;
  }

  /** Takes a chunk; it goes to the worker at once, or as soon as there is one. */
  accept(chunk: Chunk, settle: Settle): Cancel {
    this.#seq = (this.#seq + 1) | 0;
    const passage: Passage = { seq: this.#seq, chunk, settle, sent: 0, settled: 0, cancelled: false };
    this.#passages.push(passage);
    if (this.#link) this.#send(passage, this.#link);
    return (mode) => this.#cancel(passage, mode);
  }

  /**
   * A worker is ready.
   *
   * @param known - Ids of the functions that it has.
   * @param ran - Items that it has run before.
   */
  connect(link: Link, known: readonly number[], ran: number): void {
    this.#link = link;
    this.#known = new Set(known);
    this.#allowance = this.#options.maxtasksperchild - ran;
    this.#late = undefined;
    this.#killed = false;
    for (const passage of this.#passages) this.#send(passage, link);
  }

  /** The worker lives on, but this lane is done with it. */
  disconnect(): void {
    this.#stopWatch?.();
    this.#link = undefined;
  }

  results(message: ResultsMessage): void {
    const passage = this.#find(message.seq);
    if (!passage) return;
    const { chunk, settled } = passage;
    let rejections: Map<number, Rejection> | undefined;
    for (const [position, failure] of message.failures ?? []) {
      const reason = this.#reason(failure, chunk, settled + position);
      (rejections ??= new Map()).set(position, { reason, retriable: true });
    }
    passage.settled += message.values.length;
    this.#report(passage, { type: 'results', values: message.values, rejections, elapsed: message.elapsed });
    if (passage.settled >= passage.sent) this.#conclude(passage);
  }

  /** The worker stopped a chunk that was cancelled. */
  stopped(seq: number): void {
    const passage = this.#find(seq);
    if (passage) this.#unrun(passage);
  }

  /** The worker is dead: reports on all chunks that it had. */
  died(death: Death): void {
    this.#link?.drain();
    const running = this.#link?.running();
    const wasConnected = this.#link !== undefined;
    this.disconnect();
    const [head, ...waiting] = this.#passages.splice(0);
    if (head) head.settle(this.#verdict(head, running, death, wasConnected));
    for (const passage of waiting) passage.settle({ type: 'unrun' });
  }

  /** Whether the worker died of the chunk that it was at, and of which item. */
  #verdict(head: Passage, running: Running | undefined, death: Death, wasConnected: boolean): Report {
    const isRunning = running?.seq === head.seq && running.position >= head.settled;
    if (isRunning && !head.cancelled) {
      const offset = running.position - head.settled;
      if (isSame(this.#late, running)) {
        return {
          type: 'unrun',
          culprit: { offset, rejection: { reason: this.#timedOut(head, offset), retriable: true } },
        };
      }
      if (!this.#killed) {
        return {
          type: 'unrun',
          culprit: { offset, rejection: { reason: this.#crashed(head, offset, death), retriable: true } },
        };
      }
    }
    const isSuspect = wasConnected && !isRunning && !head.cancelled && !this.#killed && head.sent > 0;
    return isSuspect ? { type: 'unrun', suspicion: this.#crashed(head, 0, death) } : { type: 'unrun' };
  }

  /** No worker will come any more. */
  fail(reason: unknown): void {
    this.disconnect();
    for (const passage of this.#passages.splice(0)) passage.settle({ type: 'broken', reason });
  }

  /** Forgets everything without a word. */
  abandon(): void {
    this.disconnect();
    this.#passages = [];
  }

  #send(passage: Passage, link: Link): void {
    const { chunk } = passage;
    // A worker that has run all it may is about to go: the next one gets the chunk.
    if (this.#allowance <= 0) return;
    if (!this.#define(passage, link)) return;
    passage.sent = Math.min(chunk.items.length, this.#allowance);
    try {
      this.#post(passage, link, chunk.items.slice(0, passage.sent));
    } catch (error) {
      this.#exclude(passage, link, error);
    }
    this.#allowance -= passage.sent;
    this.#watch();
    if (this.#allowance <= 0) this.#onSpent();
  }

  /** Lets the worker know the chunk's function; false if that cannot be sent. */
  #define(passage: Passage, link: Link): boolean {
    const shipment = passage.chunk.call.loaded as Shipment;
    if (this.#known.has(shipment.id)) return true;
    try {
      link.post({ type: 'define', shipment });
      this.#known.add(shipment.id);
      return true;
    } catch (cause) {
      const reason = new UnshippableFunctionError(
        `Cannot send the function to this kind of worker: what it captured cannot be copied there (${String(cause)})`,
        [],
        { cause },
      );
      queueMicrotask(() => {
        if (this.#remove(passage)) passage.settle({ type: 'broken', reason });
      });
      return false;
    }
  }

  #post({ seq, chunk }: Passage, link: Link, items: readonly unknown[]): void {
    const { call, first, attempt } = chunk;
    const message: ToWorker = {
      type: 'chunk',
      seq,
      task: (call.loaded as Shipment).id,
      items,
      first,
      attempt,
      spread: call.spread,
      timed: call.timeout < Infinity,
    };
    link.post(message, call.transfer && items.flatMap((item) => call.transfer?.(item as never) ?? []));
  }

  /** A chunk cannot be sent as it is: sends what stands before the first item that is to blame. */
  #exclude(passage: Passage, link: Link, error: unknown): void {
    const { chunk } = passage;
    const bad = Math.max(
      0,
      chunk.items.findIndex((item) => !link.isCloneable(item)),
    );
    const path = findUncloneable(chunk.items[bad], (value) => link.isCloneable(value));
    const reason = new UncloneableError(chunk.first + bad, 'argument', path, { cause: error });
    this.#note(reason, passage, bad);
    passage.sent = bad;
    passage.unsendable = { reason, retriable: false };
    if (bad > 0) this.#post(passage, link, chunk.items.slice(0, bad));
    else queueMicrotask(() => this.#conclude(passage));
  }

  /** All items that were sent are reported: what about the others? */
  #conclude(passage: Passage): void {
    if (!this.#passages.includes(passage)) return;
    const { unsendable } = passage;
    if (unsendable) {
      passage.settled++;
      const rejections = new Map([[0, unsendable]]);
      this.#report(passage, { type: 'results', values: [undefined], rejections, elapsed: 0 });
    }
    if (passage.settled < passage.chunk.items.length) this.#unrun(passage);
  }

  #report(passage: Passage, report: Report): void {
    if (passage.settled >= passage.chunk.items.length) this.#remove(passage);
    this.#watch();
    passage.settle(report);
  }

  #unrun(passage: Passage): void {
    if (!this.#remove(passage)) return;
    this.#watch();
    passage.settle({ type: 'unrun' });
  }

  #cancel(passage: Passage, mode: CancelMode): void {
    if (passage.cancelled || !this.#passages.includes(passage)) return;
    passage.cancelled = true;
    const link = this.#link;
    if (!link) {
      this.#unrun(passage);
      return;
    }
    link.flagCancel(passage.seq);
    if (mode === 'kill' && this.#passages[0] === passage) this.#kill(link);
    else link.post({ type: 'cancel', seq: passage.seq });
  }

  // ---- time

  /** Keeps a timer on the item that the worker is at, if its job has a timeout. */
  #watch(): void {
    const timeout = this.#passages[0]?.chunk.call.timeout ?? Infinity;
    if (timeout === Infinity) {
      this.#stopWatch?.();
      this.#stopWatch = undefined;
    } else if (!this.#stopWatch) this.#lookAgain(timeout);
  }

  #lookAgain(ms: number): void {
    this.#stopWatch = this.#options.clock.after(ms, () => {
      this.#stopWatch = undefined;
      this.#look();
    });
  }

  #look(): void {
    const link = this.#link;
    const timeout = this.#passages[0]?.chunk.call.timeout ?? Infinity;
    if (!link || timeout === Infinity) return;
    const running = link.running();
    const left = running ? running.since + timeout - link.now() : timeout;
    if (!running || left > 0) {
      this.#lookAgain(Math.max(left, 1));
    } else if (isSame(this.#late, running)) {
      this.#kill(link);
    } else {
      // This thread may have been busy itself: what the worker has said meanwhile counts first.
      this.#late = running;
      this.#lookAgain(1);
    }
  }

  #kill(link: Link): void {
    this.#killed = true;
    link.kill();
  }

  // ---- errors

  #reason(failure: Failure, chunk: Chunk, position: number): unknown {
    const index = chunk.first + position;
    const info = { index, attempt: chunk.attempt, workerId: this.#workerId };
    if (failure.type === 'uncloneable') {
      const cause = new Error(failure.message);
      const reason = new UncloneableError(index, 'result', failure.path, { cause });
      noteTaskInfo(reason, { ...info, omitted: [] });
      return reason;
    }
    const { error } = failure;
    const reason = unpackError(error, this.#options.errorClasses, index);
    noteTaskInfo(reason, { ...info, omitted: error.kind === 'error' ? error.omitted : [] });
    return reason;
  }

  #crashed(passage: Passage, offset: number, { exitCode, signal, cause }: Death): WorkerCrashedError {
    const index = passage.chunk.first + passage.settled + offset;
    const options = cause === undefined ? undefined : { cause };
    return this.#note(
      new WorkerCrashedError(index, exitCode, signal, options),
      passage,
      passage.settled + offset,
    );
  }

  #timedOut(passage: Passage, offset: number): TaskTimeoutError {
    const { chunk, settled } = passage;
    const error = new TaskTimeoutError(chunk.first + settled + offset, chunk.call.timeout);
    return this.#note(error, passage, settled + offset);
  }

  #note<E>(error: E, { chunk }: Passage, position: number): E {
    const { first, attempt } = chunk;
    noteTaskInfo(error, { index: first + position, attempt, workerId: this.#workerId, omitted: [] });
    return error;
  }

  // ---- passages

  #find(seq: number): Passage | undefined {
    return this.#passages.find((passage) => passage.seq === seq);
  }

  #remove(passage: Passage): boolean {
    const at = this.#passages.indexOf(passage);
    if (at >= 0) this.#passages.splice(at, 1);
    return at >= 0;
  }
}

function isSame(one: Running | undefined, other: Running): boolean {
  return one?.seq === other.seq && one.position === other.position;
}
