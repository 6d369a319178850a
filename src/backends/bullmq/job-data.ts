import type { Packed } from '../../values/packer.js';
import type { Thrown } from '../../values/thrown.js';
import type { FunctionData } from './function-data.js';

/** Told to those who read a job: what another version of this package wrote may mean something else. */
export const PROTOCOL = 4;

/** What a job of the queue has: what is to be done, and in its place, as soon as there are any, the results. */
export type JobData = BatchData | AnswerData;

/** A batch on its way to a worker. */
export interface BatchData {
  readonly protocol: number;
  readonly fn: FunctionData;
  /** Encoded; `Packed`. */
  readonly items: string;
  /** The source's index of the first item. */
  readonly first: number;
  readonly attempt: number;
  readonly spread: boolean;
  /** Most ms one item may run; null for no limit, as JSON knows no `Infinity`. */
  readonly timeout: number | null;
  /** Ms that a late or unwanted item has to return; null for no limit. */
  readonly grace: number | null;
  /** Somebody hears what the function reports. */
  readonly heard: boolean;
  /** Most bytes of one result. */
  readonly payloadLimit: number;
}

/** The results of a batch on their way back. */
export interface AnswerData {
  readonly protocol: number;
  /** Encoded; `Answer`. */
  readonly answer: string;
}

/** Outcomes of a batch's items, from the first one on. */
export interface Answer {
  /** One for each item that is done; what stands at the place of a failure has no meaning. */
  readonly values: Packed;
  /** Which of `values` are failures, by position, ascending. */
  readonly failures: ReadonlyArray<readonly [position: number, failure: ItemFailure]>;
  /** What the function has reported of the items: of each its first report and its latest. */
  readonly reports: readonly ReportData[];
  /** How long workers were at these items, in ms. */
  readonly elapsed: number;
  /** How the batch ended; undefined while it goes on. */
  readonly ending: Ending | undefined;
}

/** What the function has reported of an item. */
export interface ReportData {
  /** Which item of the batch it is about. */
  readonly position: number;
  /** How many reports of the item there were before. */
  readonly number: number;
  /** A list of one. */
  readonly value: Packed;
}

/** Why an item failed. */
export interface ItemFailure {
  readonly thrown: Thrown;
  readonly retriable: boolean;
  /** Which of its machine's workers ran it. */
  readonly workerId: number;
}

/** How a batch ended: the reports of the same names, as data. */
export type Ending =
  | { readonly type: 'done' }
  | {
      readonly type: 'unrun';
      readonly culprit?: { readonly offset: number; readonly failure: ItemFailure };
      readonly suspicion?: Thrown;
    }
  | { readonly type: 'broken'; readonly thrown: Thrown }
  /** This worker cannot run the batch: it has another version of its module, or cannot read it. */
  | { readonly type: 'refused'; readonly thrown: Thrown };
