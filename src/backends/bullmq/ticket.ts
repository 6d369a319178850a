import type { Batch } from '../../executor/batch.js';
import type { OnReport, Rejection } from '../../executor/report.js';
import { Submission } from '../../executor/submission.js';
import type { ClassTable } from '../../values/class-table.js';
import { allOf } from '../../values/pack.js';
import { unpackThrown, type Thrown } from '../../values/thrown.js';
import { ItemErrors } from '../../workers/item-errors.js';
import type { Sent } from '../../workers/sender.js';
import { checkAnswer } from './check-data.js';
import type { Answer, Ending, ItemFailure, ReportData } from './job-data.js';

/** A submission that is in the queue as a job. */
export class Ticket {
  /** The job's id. */
  readonly id: string;
  readonly submission: Submission;
  readonly #classes: ClassTable;
  #sent: Sent = { items: 0, unsendable: undefined };
  /** How many reports of each item were told, by its position. */
  readonly #told = new Map<number, number>();
  /** When to ask for the job, if nothing is heard of it, in ms of the clock. */
  lookAt = Infinity;
  /** How long it will have waited for that. */
  lookAfter = 0;
  isLooking = false;

  constructor(id: string, batch: Batch, onReport: OnReport, classes: ClassTable) {
    this.id = id;
    this.submission = new Submission(batch, onReport);
    this.#classes = classes;
  }

  /** Index in the source of the first item that has no outcome. */
  get next(): number {
    return this.submission.batch.first + this.submission.reported;
  }

  /** For the items that cannot be sent. */
  get errors(): ItemErrors {
    return new ItemErrors(1, this.#classes);
  }

  /** The job has so many of the batch's items: those behind them, which did not fit in, may go elsewhere. */
  sent(sent: Sent): void {
    this.#sent = sent;
    if (sent.items === 0) this.#conclude();
    else if (!sent.unsendable) this.submission.recall(sent.items);
  }

  /** Takes in what a worker says; it may have said some of it before. Throws TypeError if that makes no sense. */
  take(answer: Answer): void {
    checkAnswer(answer, this.#sent.items);
    const { values, failures, elapsed, ending } = answer;
    this.#tell(answer.reports);
    const all = allOf(values, this.#classes);
    const from = this.submission.reported;
    if (all.length > from) {
      const rejections = failures
        .filter(([position]) => position >= from)
        .map(([position, failure]) => [position - from, this.#rejection(position, failure)] as const);
      const fresh = all.slice(from);
      this.#results(fresh, rejections, (elapsed * fresh.length) / all.length);
    }
    if (ending) this.#finish(ending);
  }

  /** Hands on what the function has reported, and has not been told before. */
  #tell(reports: readonly ReportData[]): void {
    for (const { position, number, value } of reports) {
      if (number < (this.#told.get(position) ?? 0)) continue;
      this.#told.set(position, number + 1);
      this.submission.tell(position, () => allOf(value, this.#classes)[0]);
    }
  }

  #finish(ending: Ending): void {
    const { submission } = this;
    switch (ending.type) {
      case 'done':
        return this.#conclude();
      case 'broken':
        return submission.broken(this.#unpack(ending.thrown, -1));
      case 'refused':
        return this.#refused(ending.thrown);
      case 'unrun': {
        const { culprit, suspicion } = ending;
        if (culprit) {
          const rejection = this.#rejection(submission.reported + culprit.offset, culprit.failure);
          return submission.unrun({ culprit: { offset: culprit.offset, rejection } });
        }
        return submission.unrun(suspicion && { suspicion: this.#unpack(suspicion, this.next) });
      }
    }
  }

  /** All items that were sent are reported: what about the others? */
  #conclude(): void {
    const { unsendable } = this.#sent;
    if (unsendable) this.#results([undefined], [[0, unsendable]], 0);
    this.submission.unrun();
  }

  /** The worker does not run this: so each item says, as another attempt may come to a worker that does. */
  #refused(thrown: Thrown): void {
    const { reported } = this.submission;
    const left = Math.max(0, this.#sent.items - reported);
    const rejections = Array.from({ length: left }, (_, at) => {
      const failure = { thrown, retriable: true, workerId: 1 };
      return [at, this.#rejection(reported + at, failure)] as const;
    });
    this.#results(Array.from({ length: left }), rejections, 0);
    this.#conclude();
  }

  #rejection(position: number, { thrown, retriable, workerId }: ItemFailure): Rejection {
    const errors = new ItemErrors(workerId, this.#classes);
    return {
      reason: errors.failed(this.submission.batch, position, { type: 'thrown', thrown }),
      retriable,
    };
  }

  #unpack(thrown: Thrown, index: number): unknown {
    return unpackThrown(thrown, this.#classes, index);
  }

  #results(
    values: ArrayLike<unknown>,
    rejections: ReadonlyArray<readonly [position: number, rejection: Rejection]>,
    elapsed: number,
  ): void {
    this.submission.results({
      values,
      rejections: rejections.length > 0 ? new Map(rejections) : undefined,
      elapsed,
    });
  }
}
