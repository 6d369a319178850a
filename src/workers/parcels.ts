import type { Rejection } from '../executor/report.js';
import type { Submission } from '../executor/submission.js';
import type { Link, Running } from './link.js';

/**
 * Batches that one worker may have been sent and not answered for. More let more lone calls wait in it, fewer keep
 * within the shared ledger, which has a place for each.
 */
const MOST_SENT = 64;

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

/** An item that runs, and the parcel that it belongs to. */
export interface RunningItem extends Running {
  readonly parcel: Parcel;
}

/** The parcels of one worker, in the order in which it does them. */
export class Parcels {
  readonly #all: Parcel[] = [];

  get size(): number {
    return this.#all.length;
  }

  get first(): Parcel | undefined {
    return this.#all[0];
  }

  /** Those that may be with the worker at once; the others wait. */
  get sendable(): Parcel[] {
    return this.#all.slice(0, MOST_SENT);
  }

  /** The one that has just become sendable, if one has. */
  get next(): Parcel | undefined {
    const last = this.#all[MOST_SENT - 1];
    return last?.seq === undefined ? last : undefined;
  }

  /** Most ms that any of their items may run. */
  get leastTimeout(): number {
    let least = Infinity;
    for (const { submission } of this.#all) least = Math.min(least, submission.batch.call.timeout);
    return least;
  }

  add(submission: Submission): Parcel {
    const parcel = { submission, seq: undefined, sent: 0, answered: 0, unsendable: undefined };
    this.#all.push(parcel);
    return parcel;
  }

  /** True if it may be with the worker now. */
  isSendable(parcel: Parcel): boolean {
    return this.#all.length <= MOST_SENT || this.#all.indexOf(parcel) < MOST_SENT;
  }

  find(seq: number): Parcel | undefined {
    return this.#all.find((parcel) => parcel.seq === seq);
  }

  /** Takes one out; false if it was not here. */
  remove(parcel: Parcel): boolean {
    const at = this.#all.indexOf(parcel);
    if (at >= 0) this.#all.splice(at, 1);
    return at >= 0;
  }

  /** Takes all out. */
  clear(): Parcel[] {
    return this.#all.splice(0);
  }

  /** The item that runs; what the worker was last seen at, if its result is not here yet. */
  running(link: Link | undefined): RunningItem | undefined {
    const running = link?.running();
    const parcel = running && this.find(running.seq);
    return parcel && running.position >= parcel.answered ? { ...running, parcel } : undefined;
  }
}
