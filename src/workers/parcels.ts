import { NONE } from '../executor/amount.js';
import type { Amount } from '../executor/batch.js';
import type { Rejection } from '../executor/report.js';
import type { Submission } from '../executor/submission.js';
import { SLOTS } from '../wire/shared-ledger.js';
import type { Link, Running } from './link.js';

/**
 * Batches that one worker may have been sent and not answered for, of those that it runs one by one. More let more lone calls
 * wait in it, fewer keep fewer behind one that turns out slow.
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
  /** What it has given, where items give many values. */
  given: Amount;
  /** The outcome of the item behind those sent, which cannot be sent. */
  unsendable: Rejection | undefined;
  /** The last item that the worker has said that it begins, unless it waits; workers with shared memory say nothing. */
  began: Running | undefined;
  /** How many items the worker has said that it begins. */
  begun: number;
  /** By position, when the worker is killed for an item that has had its time, in ms of the link's `now()`. */
  late: Map<number, number> | undefined;
  /** Set while the worker will be killed for it. */
  stopKill: (() => void) | undefined;
}

/** An item that runs, and the parcel that it belongs to. */
export interface RunningItem extends Running {
  readonly parcel: Parcel;
}

/** True if a parcel has to wait until it may give more values: others may run meanwhile. */
export function isPaused({ submission, given, sent }: Parcel): boolean {
  const { credit } = submission.batch;
  return credit !== undefined && sent > 0 && !credit.covers(given);
}

/** The parcels of one worker, in the order in which it does them. */
export class Parcels {
  readonly #window: number;
  readonly #all: Parcel[] = [];
  /** How many of them were sent: those in front. */
  #sent = 0;
  #seq = 0;
  #weight = 0;

  /** @param window - `WorkersKind.window`. */
  constructor(window: number) {
    this.#window = window;
  }

  get size(): number {
    return this.#all.length;
  }

  /** How many there are, each by its share of the worker. */
  get weight(): number {
    return this.#weight;
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
    return next && this.#active < this.#most(next) ? next : undefined;
  }

  /** How many were sent that do not have to wait. */
  get #active(): number {
    let active = 0;
    for (let at = 0; at < this.#sent; at++) if (!isPaused(this.#all[at] as Parcel)) active++;
    return active;
  }

  /** How many the worker may have with one more. */
  #most({ submission }: Parcel): number {
    const { concurrency, call } = submission.batch;
    // Nothing may wait in a worker that cannot be asked to give it back.
    if (this.#window === 1) {
      return this.sent.reduce(
        (least, sent) => (isPaused(sent) ? least : Math.min(least, sent.submission.batch.concurrency)),
        concurrency,
      );
    }
    const usual = call.transfer ? MOST_MOVED : MOST_SENT;
    return Math.min(concurrency > 1 ? this.#window * concurrency : usual, SLOTS);
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
      given: NONE,
      unsendable: undefined,
      began: undefined,
      begun: 0,
      late: undefined,
      stopKill: undefined,
    };
    this.#all.push(parcel);
    this.#weight += 1 / submission.batch.concurrency;
    return parcel;
  }

  /** Numbers the next one, which is sent now. */
  number(next: Parcel): number {
    this.#sent++;
    // One that waits for long keeps its place in the ledger.
    const { seq: oldest = this.#seq } = this.#all[0] ?? {};
    do this.#seq = (this.#seq + 1) | 0;
    while (
      ((this.#seq - oldest) | 0) >= SLOTS &&
      this.sent.some(({ seq = NaN }) => (this.#seq - seq) % SLOTS === 0)
    );
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
    this.#weight = this.#all.length === 0 ? 0 : this.#weight - 1 / parcel.submission.batch.concurrency;
    parcel.stopKill?.();
    if (parcel.seq !== undefined) this.#sent--;
    return true;
  }

  /** Takes all out. */
  clear(): Parcel[] {
    this.#sent = 0;
    this.#weight = 0;
    for (const { stopKill } of this.#all) stopKill?.();
    return this.#all.splice(0);
  }

  /** The items that run; what the worker was last seen at, if its result is not here yet. */
  running(link: Link | undefined): RunningItem[] {
    if (!link) return [];
    const found: RunningItem[] = [];
    for (const parcel of this.sent) {
      const running = link.running(parcel.seq as number) ?? parcel.began;
      if (running && running.position >= parcel.answered) found.push({ ...running, parcel });
    }
    return found;
  }
}
