import type { Rejection } from '../executor/report.js';
import type { Submission } from '../executor/submission.js';
import type { Link, Running } from './link.js';

/**
 * Batches that one worker may have been sent and not answered for. More let more lone calls wait in it, fewer keep
 * within the shared ledger, which has a place for each.
 */
const MOST_SENT = 64;

/**
 * The same for items that move there, the one that runs included: all of them are lost if the worker dies. One that waits
 * hides the way to the worker.
 */
const MOST_MOVED = 2;

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
  /** By position, when the worker is killed for an item that has had its time, in ms of the link's `now()`. */
  late: Map<number, number> | undefined;
  /** Set while the worker will be killed for it. */
  stopKill: (() => void) | undefined;
}

/** An item that runs, and the parcel that it belongs to. */
export interface RunningItem extends Running {
  readonly parcel: Parcel;
}

/** The parcels of one worker, in the order in which it does them. */
export class Parcels {
  readonly #mostSent: number;
  readonly #all: Parcel[] = [];
  /** How many of them were sent: those in front. */
  #sent = 0;
  #seq = 0;

  /** @param window - `WorkersKind.window`. */
  constructor(window: number) {
    // Nothing may wait in a worker that cannot be asked to give it back.
    this.#mostSent = window === 1 ? 1 : MOST_SENT;
  }

  get size(): number {
    return this.#all.length;
  }

  /** Those that were sent. */
  get sent(): Parcel[] {
    return this.#all.slice(0, this.#sent);
  }

  get first(): Parcel | undefined {
    return this.#all[0];
  }

  /** The first that was not sent, if the worker may have it now. */
  get next(): Parcel | undefined {
    const next = this.#all[this.#sent];
    const most = next?.submission.batch.call.transfer ? MOST_MOVED : MOST_SENT;
    return this.#sent < Math.min(most, this.#mostSent) ? next : undefined;
  }

  /** Most ms that any of their items may run. */
  get leastTimeout(): number {
    let least = Infinity;
    for (const { submission } of this.#all) least = Math.min(least, submission.batch.call.timeout);
    return least;
  }

  add(submission: Submission): Parcel {
    const parcel: Parcel = {
      submission,
      seq: undefined,
      sent: 0,
      answered: 0,
      unsendable: undefined,
      late: undefined,
      stopKill: undefined,
    };
    this.#all.push(parcel);
    return parcel;
  }

  /** Numbers the next one, which is sent now. */
  number(next: Parcel): number {
    this.#sent++;
    this.#seq = (this.#seq + 1) | 0;
    next.seq = this.#seq;
    return this.#seq;
  }

  find(seq: number): Parcel | undefined {
    return this.#all.find((parcel) => parcel.seq === seq);
  }

  /** Takes one out; false if it was not here. */
  remove(parcel: Parcel): boolean {
    const at = this.#all.indexOf(parcel);
    if (at < 0) return false;
    this.#all.splice(at, 1);
    parcel.stopKill?.();
    if (parcel.seq !== undefined) this.#sent--;
    return true;
  }

  /** Takes all out. */
  clear(): Parcel[] {
    this.#sent = 0;
    for (const { stopKill } of this.#all) stopKill?.();
    return this.#all.splice(0);
  }

  /** The item that runs; what the worker was last seen at, if its result is not here yet. */
  running(link: Link | undefined): RunningItem | undefined {
    const running = link?.running();
    const parcel = running && this.find(running.seq);
    return parcel && running.position >= parcel.answered ? { ...running, parcel } : undefined;
  }
}
