import type { Batch } from '../executor/batch.js';
import type { Cancel, CancelMode } from '../executor/executor.js';
import type { Measures, OnReport, Rejection } from '../executor/report.js';
import { Submission } from '../executor/submission.js';
import type { ResultPart } from '../wire/messages.js';
import { unpack } from '../wire/pack.js';
import { blame, type Circumstances } from './blame.js';
import { ItemErrors } from './item-errors.js';
import type { Link, Running } from './link.js';
import type { Parcel } from './parcel.js';
import { Sender } from './sender.js';
import { Timeouts } from './timeouts.js';
import type { WorkersOptions } from './workers-options.js';

/**
 * A worker that was given work and has been silent for this long, in ms, is at something slow: nothing more is put
 * behind it, and it is to send what it has. Longer lets quick batches wait for a slow item, and results for the next
 * ones; shorter takes a busy machine for a slow item.
 */
const LONG_SILENCE = 5;

/**
 * Batches that one worker may have been sent and not answered for. More let more lone calls wait in it, fewer keep
 * within the shared ledger, which has a place for each.
 */
const MOST_SENT = 64;

/** What a backlog tells of itself. */
export interface BacklogEvents {
  /** There is something to do, or nothing any more. */
  busy(isBusy: boolean): void;
  /** The worker has got all the items that it may run. */
  spent(): void;
  /** The worker has to go: an item is late, or nobody waits for what it does. */
  kill(why: 'late' | 'unwanted'): void;
}

/**
 * What one worker has to do, in the order in which it does it: sends batches, turns the worker's messages into reports,
 * and takes everything back when the worker dies.
 *
 * What was recalled stays here until the worker has answered for it: a worker that is too busy to answer has no room
 * for anything else.
 */
export class Backlog {
  readonly #workerId: number;
  readonly #options: WorkersOptions;
  readonly #errors: ItemErrors;
  readonly #timeouts: Timeouts;
  readonly #events: BacklogEvents;
  #link: Link | undefined;
  /** Undefined when nothing more goes to the worker. */
  #sender: Sender | undefined;
  /** Items that the worker may still get. */
  #allowance = 0;
  #seq = 0;
  readonly #parcels: Parcel[] = [];
  /** When the worker was last heard of, or was given something to do. */
  #heard = 0;
  /** How far the link's clock is ahead of the pool's, in ms. */
  #ahead = -Infinity;

  constructor(workerId: number, options: WorkersOptions, events: BacklogEvents) {
    this.#workerId = workerId;
    this.#options = options;
    this.#events = events;
    this.#errors = new ItemErrors(workerId, options.errorClasses);
    this.#timeouts = new Timeouts(options.clock, {
      timeout: () => this.#leastTimeout(),
      running: () => this.#timed(),
      now: () => this.#link?.now() ?? 0,
      kill: () => events.kill('late'),
    });
    options.patrol.add(this);
  }

  /** Batches that are here. */
  get load(): number {
    return this.#parcels.length;
  }

  get isBusy(): boolean {
    return this.#parcels.length > 0;
  }

  /** True if the worker has been silent for so long that nothing more should wait for it. */
  get isStuck(): boolean {
    return this.isBusy && this.#options.clock.now() - this.#heard > LONG_SILENCE;
  }

  /** Takes a batch; it goes to the worker at once, or as soon as there is one. */
  submit(batch: Batch, onReport: OnReport): Cancel {
    const submission = new Submission(batch, onReport);
    const parcel: Parcel = { submission, seq: undefined, sent: 0, answered: 0, unsendable: undefined };
    if (this.#parcels.push(parcel) === 1) {
      this.#heard = this.#options.clock.now();
      this.#events.busy(true);
    }
    // A lone item has nobody to wait for it.
    if (this.load > 1 || batch.items.length > 1) this.#options.patrol.start();
    this.#send(parcel);
    return submission.accepted((mode) => this.#cancel(parcel, mode));
  }

  // ---- the worker comes and goes

  /** A worker is ready. */
  connect(link: Link): void {
    this.#link = link;
    this.#sender = new Sender(link, this.#options, this.#errors);
    this.#allowance = this.#options.maxtasksperchild;
    for (const parcel of Array.from(this.#parcels)) this.#send(parcel);
  }

  /** The worker gets nothing more; what it has is still waited for. */
  disconnect(): void {
    this.#sender?.flush();
    this.#sender = undefined;
  }

  /**
   * The worker is dead: gives back all that it had.
   *
   * @returns The index of the item that is charged with it.
   */
  died(circumstances: Omit<Circumstances, 'running' | 'isReady'>): number | undefined {
    const running = this.#running();
    const isReady = this.#link !== undefined;
    const parcels = this.#parcels.splice(0);
    this.#release();
    const { unrun, charged } = blame(parcels, { ...circumstances, running, isReady }, this.#errors);
    for (const parcel of parcels) parcel.submission.unrun(unrun.get(parcel));
    return charged;
  }

  /** No worker will come any more. */
  fail(reason: unknown): void {
    this.#release();
    for (const { submission } of this.#parcels.splice(0)) submission.broken(reason);
  }

  /** Forgets everything without a word. */
  abandon(): void {
    this.#release();
    this.#parcels.length = 0;
  }

  #release(): void {
    this.#timeouts.stop();
    this.#link = undefined;
    this.#sender = undefined;
  }

  // ---- to the worker

  #send(parcel: Parcel): void {
    // A worker that has got all it may run is about to go: the next one gets the batch.
    if (!this.#sender || this.#allowance <= 0 || this.#parcels.indexOf(parcel) >= MOST_SENT) return;
    const { submission } = parcel;
    this.#seq = (this.#seq + 1) | 0;
    parcel.seq = this.#seq;
    try {
      const sent = this.#sender.send(this.#seq, submission.batch, this.#allowance, this.load > 1);
      parcel.sent = sent.items;
      parcel.unsendable = sent.unsendable;
    } catch (reason) {
      this.#remove(parcel);
      submission.broken(reason);
      return;
    }
    this.#allowance -= parcel.sent;
    if (parcel.sent === 0) this.#conclude(parcel);
    this.#timeouts.update();
    if (this.#allowance <= 0) this.#events.spent();
  }

  #cancel(parcel: Parcel, mode: CancelMode): void {
    const { seq, submission, sent } = parcel;
    const link = this.#link;
    if (!link || seq === undefined || sent === 0) {
      // The worker that gets it may be long in coming.
      this.#remove(parcel);
      submission.unrun();
      return;
    }
    this.#sender?.flush();
    if (mode === 'recall') return this.#recall(parcel, link, seq);
    link.flagCancel(seq);
    const current = this.#running()?.seq ?? this.#parcels[0]?.seq;
    if (mode === 'kill' && current === seq) this.#events.kill('unwanted');
    else link.post({ type: 'cancel', seq });
  }

  /** Gives back what the worker has not begun, in whole chunks. */
  #recall({ submission, sent, unsendable }: Parcel, link: Link, seq: number): void {
    const { call, chunksize } = submission.batch;
    // What has moved to the worker cannot be sent again.
    if (unsendable || call.transfer) return;
    const end = link.limit(seq, (begun) => Math.ceil(begun / chunksize) * chunksize);
    if (end === undefined || end >= sent) return;
    // A worker that has got all it may is on its way out.
    if (this.#allowance > 0) this.#allowance += sent - end;
    submission.recall(end);
  }

  /** A worker that is stuck may be at slow items, and keep the results of quick ones until it knows. */
  look(): void {
    const [head] = this.#parcels;
    const seq = this.#link?.running()?.seq ?? head?.seq;
    if (seq !== undefined && this.isStuck) this.#link?.hurry(seq);
  }

  // ---- from the worker

  /** The worker has sent results. */
  results(parts: readonly ResultPart[]): void {
    const { clock, patrol } = this.#options;
    this.#heard = clock.now();
    patrol.heard(this.#heard);
    for (const part of parts) this.#take(part);
  }

  #take({ seq, values: packed, failures, elapsed, measures }: ResultPart): void {
    const parcel = this.#find(seq);
    if (!parcel) return;
    const { submission } = parcel;
    const { batch, reported } = submission;
    const values = unpack(packed);
    let rejections: Map<number, Rejection> | undefined;
    for (const [position, failure] of failures ?? []) {
      if (reported + position >= submission.end) break;
      const reason = this.#errors.failed(batch, reported + position, failure);
      (rejections ??= new Map()).set(position, { reason, retriable: true });
    }
    parcel.answered += values.length;
    const isAnswered = parcel.answered >= parcel.sent;
    // Before its report: whoever hears that may have more for this worker.
    if (isAnswered) this.#remove(parcel);
    submission.results({
      values,
      rejections,
      elapsed,
      workerId: this.#workerId,
      measures: measures && this.#onOwnClock(measures),
    });
    if (isAnswered) this.#conclude(parcel);
  }

  /** The worker has stopped a batch: it runs none of it any more. */
  stopped(seq: number): void {
    const parcel = this.#find(seq);
    if (!parcel) return;
    this.#remove(parcel);
    parcel.submission.unrun();
  }

  /** The worker has answered for all that it was sent: what about the others? */
  #conclude(parcel: Parcel): void {
    const { submission, unsendable } = parcel;
    this.#remove(parcel);
    if (unsendable && !submission.isOver) {
      const rejections = new Map([[0, unsendable]]);
      submission.results({ values: [undefined], rejections, elapsed: 0 });
    }
    submission.unrun();
  }

  /** Measures as the worker has them, whose clock is the link's. */
  #onOwnClock({ spans, overhead }: Measures): Measures {
    // This thread may lose its processor between the two: then the difference comes out too small.
    this.#ahead = Math.max(this.#ahead, (this.#link?.now() ?? 0) - this.#options.clock.now());
    return { spans: spans.map((time) => time - this.#ahead), overhead };
  }

  // ---- what it runs

  /** The item that runs; what the worker was last seen at, if its result is not here yet. */
  #running(): Running | undefined {
    const running = this.#link?.running();
    const parcel = running && this.#find(running.seq);
    return parcel && running.position >= parcel.answered ? running : undefined;
  }

  #timed(): (Running & { readonly timeout: number }) | undefined {
    const running = this.#running();
    const parcel = running && this.#find(running.seq);
    return parcel && { ...running, timeout: parcel.submission.batch.call.timeout };
  }

  #leastTimeout(): number {
    let least = Infinity;
    if (this.#link)
      for (const { submission } of this.#parcels) least = Math.min(least, submission.batch.call.timeout);
    return least;
  }

  // ---- parcels

  #find(seq: number): Parcel | undefined {
    return this.#parcels.find((parcel) => parcel.seq === seq);
  }

  #remove(parcel: Parcel): void {
    const at = this.#parcels.indexOf(parcel);
    if (at < 0) return;
    this.#parcels.splice(at, 1);
    this.#timeouts.update();
    if (!this.isBusy) this.#events.busy(false);
    const next = this.#parcels[MOST_SENT - 1];
    if (next && next.seq === undefined) this.#send(next);
  }
}
