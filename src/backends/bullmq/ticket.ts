import type { CancelMode, Chunk, Rejection, Report, Settle } from '../../executor/executor.js';
import { ItemErrors } from '../../lane/item-errors.js';
import { unpack } from '../../wire/pack.js';
import { unpackError, type ErrorClass } from '../../wire/unpack-error.js';
import type { ErrorData } from '../../wire/error-data.js';
import type { Answer, Ending, ItemFailure } from './job-data.js';

/** A chunk that is in the queue as a job, and how far it was reported. */
export class Ticket {
  /** The job's id. */
  readonly id: string;
  readonly chunk: Chunk;
  readonly #settle: Settle;
  readonly #errorClasses: readonly ErrorClass[];
  /** How many of the chunk's items the job has. */
  sent: number;
  /** The outcome of the item behind those sent, which cannot be sent. */
  unsendable: Rejection | undefined;
  /** How many items the chunk has, less those that were given back. */
  #end: number;
  #settled = 0;
  cancelled: Exclude<CancelMode, 'recall'> | undefined;
  isOver = false;
  /** When to ask for the job, if nothing is heard of it, in ms of the clock. */
  lookAt = Infinity;
  /** How long it will have waited for that. */
  lookAfter = 0;
  isLooking = false;

  constructor(id: string, chunk: Chunk, settle: Settle, errorClasses: readonly ErrorClass[]) {
    this.id = id;
    this.chunk = chunk;
    this.#settle = settle;
    this.#errorClasses = errorClasses;
    this.sent = chunk.items.length;
    this.#end = chunk.items.length;
  }

  /** Index in the source of the first item that has no outcome. */
  get next(): number {
    return this.chunk.first + this.#settled;
  }

  /** For the items that cannot be sent. */
  get errors(): ItemErrors {
    return new ItemErrors(1, this.#errorClasses);
  }

  /** Gives the items behind those sent back: they do not fit into one job. */
  giveBack(): void {
    if (this.isOver || this.sent >= this.#end) return;
    this.#end = this.sent;
    this.#settle({ type: 'recalled', from: this.sent });
  }

  /** Takes in what a worker says; it may have said some of it before. */
  take({ values, failures, elapsed, ending }: Answer): void {
    const all = unpack(values);
    const from = this.#settled;
    if (all.length > from) {
      const rejections = failures
        .filter(([position]) => position >= from)
        .map(([position, failure]) => [position - from, this.#rejection(position, failure)] as const);
      const fresh = from === 0 ? all : Array.from(all).slice(from);
      this.#results(fresh, rejections, (elapsed * fresh.length) / all.length);
    }
    if (ending) this.#finish(ending);
  }

  /** The items left did not run, or nobody knows what has become of them. */
  unrun(suspicion?: unknown): void {
    this.#over(suspicion === undefined ? { type: 'unrun' } : { type: 'unrun', suspicion });
  }

  /** No worker will ever run anything. */
  break(reason: unknown): void {
    this.#over({ type: 'broken', reason });
  }

  /** All items that were sent are reported: what about the others? */
  conclude(): void {
    const { unsendable } = this;
    this.unsendable = undefined;
    if (unsendable) this.#results([undefined], [[0, unsendable]], 0);
    this.unrun();
  }

  #finish(ending: Ending): void {
    switch (ending.type) {
      case 'done':
        return this.conclude();
      case 'broken':
        return this.break(this.#unpack(ending.error, -1));
      case 'refused':
        return this.#refused(ending.error);
      case 'unrun': {
        const { culprit, suspicion } = ending;
        if (!culprit)
          return this.unrun(suspicion && this.#unpack(suspicion, this.chunk.first + this.#settled));
        const rejection = this.#rejection(this.#settled + culprit.offset, culprit.failure);
        return this.#over({ type: 'unrun', culprit: { offset: culprit.offset, rejection } });
      }
    }
  }

  /** The worker does not run this: so each item says, as another attempt may come to a worker that does. */
  #refused(error: ErrorData): void {
    const left = this.sent - this.#settled;
    const rejections = Array.from({ length: left }, (_, at) => {
      const failure = { error, retriable: true, workerId: 1 };
      return [at, this.#rejection(this.#settled + at, failure)] as const;
    });
    if (left > 0) this.#results(Array.from({ length: left }), rejections, 0);
    this.conclude();
  }

  #rejection(position: number, { error, retriable, workerId }: ItemFailure): Rejection {
    const errors = new ItemErrors(workerId, this.#errorClasses);
    return { reason: errors.failed(this.chunk, position, { type: 'thrown', error }), retriable };
  }

  #unpack(error: ErrorData, index: number): unknown {
    return unpackError(error, this.#errorClasses, index);
  }

  #results(
    values: ArrayLike<unknown>,
    rejections: ReadonlyArray<readonly [position: number, rejection: Rejection]>,
    elapsed: number,
  ): void {
    if (this.isOver) return;
    this.#settled += values.length;
    this.isOver = this.#settled >= this.#end;
    this.#settle({
      type: 'results',
      values,
      rejections: rejections.length > 0 ? new Map(rejections) : undefined,
      elapsed,
    });
  }

  #over(report: Report): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#settle(report);
  }
}
