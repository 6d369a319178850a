import { plus } from '../executor/amount.js';
import type { Batch } from '../executor/batch.js';
import type { Cancel, CancelMode } from '../executor/executor.js';
import type { OnReport, Values } from '../executor/report.js';
import { Submission } from '../executor/submission.js';
import { unrunAll } from '../executor/unrun-all.js';
import { allOf } from '../values/pack.js';
import type { FromWorker, ResultPart } from '../wire/messages.js';
import { blame, type Circumstances } from './blame.js';
import { ItemErrors } from './item-errors.js';
import type { Link, Running } from './link.js';
import { Parcels, type Parcel, type RunningItem } from './parcels.js';
import { Receiver } from './receiver.js';
import { Sender } from './sender.js';
import { Timeouts } from './timeouts.js';
import type { SlotOptions } from './workers-options.js';

/**
 * A worker that was given work and has been silent for this long, in ms, is at something slow: nothing more is put
 * behind it, and it is to send what it has. Longer lets quick batches wait for a slow item, and results for the next
 * ones; shorter takes a busy machine for a slow item.
 */
const LONG_SILENCE = 5;

/** What a backlog tells of itself. */
export interface BacklogEvents {
  /** There is something to do, or nothing any more. */
  busy(): void;
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
  readonly #options: SlotOptions;
  readonly #events: BacklogEvents;
  readonly #errors: ItemErrors;
  readonly #timeouts: Timeouts;
  readonly #parcels: Parcels;
  /** Undefined without a worker that is ready. */
  #link: Link | undefined;
  #receiver: Receiver | undefined;
  /** Undefined when nothing more goes to the worker. */
  #sender: Sender | undefined;
  /** Items that the worker may still get. */
  #allowance = 0;
  /** When the worker was last heard of, or was given something to do. */
  #heard = 0;
  /** The item that it is killed for. */
  #late: RunningItem | undefined;

  constructor(workerId: number, options: SlotOptions, events: BacklogEvents) {
    this.#workerId = workerId;
    this.#options = options;
    this.#events = events;
    this.#errors = new ItemErrors(workerId, options.classes, options.readableStack);
    this.#parcels = new Parcels(options.window);
    this.#timeouts = new Timeouts(options.clock, {
      timeout: () => (this.#link ? this.#parcels.leastTimeout : Infinity),
      running: () => this.#parcels.running(this.#link),
      now: () => this.#link?.now() ?? 0,
      abort: (item) => this.#abort(item),
      kill: (late) => {
        this.#late = late;
        events.kill('late');
      },
    });
  }

  /** Batches that are here. */
  get load(): number {
    return this.#parcels.size;
  }

  /** The same, each by its share of the worker. */
  get weight(): number {
    return this.#parcels.weight;
  }

  /** True if the worker has been silent for so long that nothing more should wait for it. */
  get isStuck(): boolean {
    return this.load > 0 && this.#options.clock.now() - this.#heard > LONG_SILENCE;
  }

  /** Takes a batch; it goes to the worker at once, or as soon as there is one. */
  submit(batch: Batch, onReport: OnReport): Cancel {
    const submission = new Submission(batch, onReport);
    const parcel = this.#parcels.add(submission);
    if (this.load === 1) {
      this.#heard = this.#options.clock.now();
      this.#events.busy();
    }
    // A lone item has nobody to wait for it, but a worker that is stopped never says that it has begun it.
    if (this.load > 1 || batch.items.length > 1 || this.#options.mayStop) this.#options.patrol.start();
    this.#sendNext();
    return submission.accepted((mode) => this.#cancel(parcel, mode));
  }

  // ---- the worker comes and goes

  /** A worker is ready. */
  connect(link: Link): void {
    this.#link = link;
    this.#sender = new Sender(link, this.#options, this.#errors);
    const { clock, classes } = this.#options;
    this.#receiver = new Receiver(this.#workerId, link, clock, this.#errors, classes);
    this.#allowance = this.#options.maxtasksperchild;
    this.#sendNext();
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
  died(circumstances: Omit<Circumstances, 'running' | 'late' | 'isReady'>): number | undefined {
    const running = this.#parcels.running(this.#link);
    const isReady = this.#link !== undefined;
    const late = this.#late;
    const verdict = blame(this.abandon(), { ...circumstances, running, late, isReady }, this.#errors);
    unrunAll(verdict.unrun);
    return verdict.charged;
  }

  /** No worker will come any more. */
  fail(reason: unknown): void {
    for (const { submission } of this.abandon()) submission.broken(reason);
  }

  /** Forgets everything without a word; returns what was here. */
  abandon(): Parcel[] {
    this.#timeouts.stop();
    this.#late = undefined;
    this.#link = undefined;
    this.#sender = undefined;
    this.#receiver = undefined;
    return this.#parcels.clear();
  }

  // ---- to the worker

  /** Sends what the worker may have now; the next worker gets the rest of what this one may not run any more. */
  #sendNext(): void {
    const { next } = this.#parcels;
    if (!next || !this.#sender || this.#allowance <= 0) return;
    const { submission } = next;
    const seq = this.#parcels.number(next);
    try {
      const sent = this.#sender.send(seq, submission.batch, this.#allowance, this.load > 1);
      next.sent = sent.items;
      next.unsendable = sent.unsendable;
      submission.batch.credit?.onMore(() => this.#grant(next));
    } catch (reason) {
      this.#remove(next);
      submission.broken(reason);
      return;
    }
    this.#allowance -= next.sent;
    if (next.sent === 0) this.#conclude(next);
    this.#timeouts.update();
    if (this.#allowance <= 0) this.#events.spent();
    else this.#sendNext();
  }

  #cancel(parcel: Parcel, mode: CancelMode): void {
    const { seq, sent } = parcel;
    const link = this.#link;
    if (!link || seq === undefined || sent === 0) {
      // The worker that gets it may be long in coming.
      this.#giveBack(parcel);
      return;
    }
    this.#sender?.flush();
    if (mode === 'recall') return this.#recall(parcel, link, seq);
    const isFree = link.flagCancel(seq);
    const running = this.#parcels.running(link).map((item) => item.parcel);
    const isAtWork = running.length > 0 ? running.includes(parcel) : parcel === this.#parcels.first;
    const { grace } = parcel.submission.batch.call;
    if (mode === 'kill' && isAtWork && grace === 0) this.#events.kill('unwanted');
    else {
      link.post({ type: 'cancel', seq });
      if (mode === 'kill' && isAtWork) this.#killAfter(grace, parcel);
    }
    // It may wait behind an item that never ends.
    if (isFree) parcel.submission.unrun();
  }

  /** Ends the worker, unless it has answered for a parcel by then. */
  #killAfter(grace: number, parcel: Parcel): void {
    parcel.stopKill = this.#options.clock.after(grace, () => this.#events.kill('unwanted'));
  }

  /** An item has had its time: it may end well, but it has failed. */
  #abort({ position, parcel }: RunningItem): void {
    const { seq } = parcel;
    const link = this.#link;
    if (!link || seq === undefined) return;
    (parcel.late ??= new Map()).set(position, link.now() + parcel.submission.batch.call.grace);
    link.flagLate(seq, position);
    link.post({ type: 'late', seq, position });
  }

  /** Gives back what the worker has not begun, in whole chunks. */
  #recall({ submission, sent, unsendable }: Parcel, link: Link, seq: number): void {
    const { call, chunksize } = submission.batch;
    // What has moved to the worker cannot be sent again.
    if (unsendable || call.transfer || (sent === 1 && link.running(seq))) return;
    const end = link.limit(seq, (begun) => Math.ceil(begun / chunksize) * chunksize);
    if (end === undefined || end >= sent) return;
    // A worker that has got all it may is on its way out.
    if (this.#allowance > 0) this.#allowance += sent - end;
    submission.recall(end);
  }

  /** A worker that is stuck may be at slow items, and keep the results of quick ones until it knows. */
  look(): void {
    if (!this.isStuck) return;
    const { parcel } = this.#parcels.running(this.#link)[0] ?? { parcel: this.#parcels.first };
    if (parcel?.seq !== undefined) this.#link?.hurry(parcel.seq);
  }

  /**
   * The worker is stopped, and may go on at any time: what it has not begun runs elsewhere.
   *
   * @returns False if it has begun nothing that anyone waits for.
   */
  evacuate(): boolean {
    const link = this.#link;
    const parcels = this.#parcels.sent;
    const isWanted = ({ begun, answered, submission }: Parcel): boolean =>
      begun > answered && !submission.cancelled;
    if (!link || !parcels.some(isWanted)) return false;
    for (const { seq = 0, sent, begun, submission } of parcels) {
      if (submission.end <= begun || submission.isOver) continue;
      // It reads that before it begins anything else.
      link.post({ type: 'stop', seq });
      if (this.#allowance > 0) this.#allowance += sent - begun;
      submission.recall(begun);
    }
    return true;
  }

  // ---- from the worker

  /** The worker has sent results. */
  results(parts: readonly ResultPart[]): void {
    const { clock, patrol } = this.#options;
    this.#heard = clock.now();
    patrol.heard(this.#heard);
    for (const part of parts) this.#take(part);
  }

  #take(part: ResultPart): void {
    const parcel = this.#parcels.find(part.seq);
    if (!parcel) return;
    if (part.ends) return this.#takeValues(parcel, part);
    const results = this.#receiver?.read(parcel, part);
    if (!results) return;
    parcel.answered += results.values.length;
    const isAnswered = parcel.answered >= parcel.sent;
    // Before its report: whoever hears that may have more for this worker.
    if (isAnswered) this.#remove(parcel);
    parcel.submission.results(results);
    if (isAnswered) this.#conclude(parcel);
  }

  /** The function of a batch has reported something of an item. */
  report({ seq, position, value }: Extract<FromWorker, { type: 'report' }>): void {
    const read = (): unknown => allOf(value, this.#options.classes)[0];
    this.#parcels.find(seq)?.submission.tell(position, read);
  }

  #takeValues(parcel: Parcel, part: ResultPart): void {
    let values: Omit<Values, 'type'> | undefined;
    try {
      values = this.#receiver?.readValues(parcel, part);
    } catch (reason) {
      // A class of the program cannot make an instance: what the item gives behind it has no place.
      return parcel.submission.broken(reason);
    }
    if (!values) return;
    parcel.given = plus(parcel.given, values.values.length, values.bytes);
    parcel.answered += values.ends.length;
    const isAnswered = parcel.answered >= parcel.sent;
    // Before its report: whoever hears that may have more for this worker.
    if (isAnswered) this.#remove(parcel);
    parcel.submission.values(values);
    if (isAnswered) this.#conclude(parcel);
    else this.#sendNext();
  }

  /** The worker may give more of a parcel. */
  #grant({ seq, submission }: Parcel): void {
    const { credit } = submission.batch;
    if (seq === undefined || !credit || !this.#link) return;
    this.#sender?.flush();
    this.#link.post({ type: 'credit', seq, total: credit.total });
  }

  /** The worker has stopped a batch: it runs none of it any more. */
  stopped(seq: number): void {
    const parcel = this.#parcels.find(seq);
    if (parcel) this.#giveBack(parcel);
  }

  /** The worker has begun an item. */
  began(seq: number, item: Running): void {
    const parcel = this.#parcels.find(seq);
    if (!parcel) return;
    parcel.began = item;
    parcel.begun = item.position + 1;
  }

  /** The item that the worker has begun has to wait. */
  paused(seq: number): void {
    const parcel = this.#parcels.find(seq);
    if (parcel) parcel.began = undefined;
  }

  /** An item waits in the worker: those behind it, from a position on, come back to run beside it. */
  split(seq: number, from: number): void {
    const parcel = this.#parcels.find(seq);
    if (!parcel) return;
    const { submission, sent } = parcel;
    if (this.#allowance > 0) this.#allowance += Math.max(0, Math.min(sent, submission.end) - from);
    parcel.sent = from;
    submission.recall(from, true);
  }

  /** The worker has answered for all that it was sent: what about the others? */
  #conclude(parcel: Parcel): void {
    const { submission, unsendable } = parcel;
    if (unsendable && !submission.isOver) {
      const rejections = new Map([[0, unsendable]]);
      submission.results({ values: [undefined], rejections, elapsed: 0 });
    }
    this.#giveBack(parcel);
  }

  #giveBack(parcel: Parcel): void {
    this.#remove(parcel);
    parcel.submission.unrun();
  }

  #remove(parcel: Parcel): void {
    if (!this.#parcels.remove(parcel)) return;
    this.#timeouts.update();
    if (this.load === 0) this.#events.busy();
    this.#sendNext();
  }
}
