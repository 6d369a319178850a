import type { Submission } from '../executor/submission.js';
import type { Rejection } from '../executor/report.js';

/** A submission as one worker has it: kept until the worker has answered for all that it was sent. */
export interface Parcel {
  readonly submission: Submission;
  /** Its number in messages, once it was sent. */
  seq: number | undefined;
  /** How many of the batch's items the worker was sent. */
  sent: number;
  /** For how many of them it has answered. */
  answered: number;
  /** The outcome of the item behind those sent, which cannot be sent. */
  unsendable: Rejection | undefined;
}
