import type { Cancel, CancelMode, Chunk, Measures, Rejection, Report, Settle } from '../executor/executor.js';
import type { ResultsMessage } from '../wire/messages.js';
import { unpack } from '../wire/pack.js';
import { ItemErrors } from './item-errors.js';
import type { LaneOptions } from './lane-options.js';
import type { Death, Link, Running } from './link.js';
import type { Passage } from './passage.js';
import type { Patrolled } from './patrol.js';
import { Sender } from './sender.js';
import { verdict } from './verdict.js';
import { Watch } from './watch.js';

/**
 * A worker that was given work and has been silent for this long, in ms, is at something slow: nothing more is put
 * behind it, and it is to send what it has. Longer lets quick chunks wait for a slow item, and results for the next
 * ones; shorter takes a busy machine for a slow item.
 */
const LONG_SILENCE = 5;

/**
 * The chunks that one worker has, in the order in which it runs them: sends them, turns its messages into reports,
 * and finds out which item it died of.
 *
 * A lane outlives its workers: `connect` gives it the next one.
 */
export class Lane implements Patrolled {
  readonly #workerId: number;
  readonly #options: LaneOptions;
  readonly #errors: ItemErrors;
  readonly #watch: Watch;
  readonly #onSpent: () => void;
  #link: Link | undefined;
  #sender: Sender | undefined;
  /** Items that the worker may still get. */
  #allowance = 0;
  #seq = 0;
  readonly #passages: Passage[] = [];
  /** When the worker was last heard of, or was given something to do. */
  #heard = 0;
  /** How far the link's clock is ahead of the pool's, in ms. */
  #ahead = -Infinity;
  /** This lane ended the worker itself, so what it was running is not to blame. */
  #killed = false;

  /** @param onSpent - The worker has got all the items that it may run, and is to be replaced after them. */
  constructor(workerId: number, options: LaneOptions, onSpent: () => void) {
    this.#workerId = workerId;
    this.#options = options;
    this.#errors = new ItemErrors(workerId, options.errorClasses);
    this.#onSpent = onSpent;
    this.#watch = new Watch(options.clock, {
      timeout: () => (this.#link && this.#passages[0]?.chunk.call.timeout) ?? Infinity,
      running: () => this.#running(),
      now: () => this.#link?.now() ?? 0,
      kill: () => this.#kill(),
    });
    options.patrol.add(this);
  }

  /** Chunks in this lane. */
  get load(): number {
    return this.#passages.length;
  }

  get isBusy(): boolean {
    return this.#passages.length > 0;
  }

  /** True if the worker has been silent for so long that nothing more should wait for it. */
  get isStuck(): boolean {
    return this.isBusy && this.#options.clock.now() - this.#heard > LONG_SILENCE;
  }

  get isConnected(): boolean {
    return this.#link !== undefined;
  }

  /** True if this lane has ended its last worker itself: for a `timeout`, or as nobody waits for the result. */
  get hasKilled(): boolean {
    return this.#killed;
  }

  /** True if its worker has got all the items that it may run, and leaves after them. */
  get isSpent(): boolean {
    return this.#allowance <= 0;
  }

  /** Takes a chunk; it goes to the worker at once, or as soon as there is one. */
  accept(chunk: Chunk, settle: Settle): Cancel {
    this.#seq = (this.#seq + 1) | 0;
    const passage: Passage = {
      seq: this.#seq,
      chunk,
      settle,
      sent: 0,
      settled: 0,
      end: chunk.items.length,
      cancelled: false,
    };
    this.#passages.push(passage);
    if (this.#passages.length === 1) this.#heard = this.#options.clock.now();
    this.#options.patrol.start();
    if (this.#sender) this.#send(passage, this.#sender);
    return (mode) => this.#cancel(passage, mode);
  }

  // ---- the worker comes and goes

  /**
   * A worker is ready.
   *
   * @param known - Ids of the functions that it has.
   * @param ran - Items that it has run before.
   */
  connect(link: Link, known: readonly number[], ran: number): void {
    const sender = new Sender(link, this.#options, this.#errors, known);
    this.#link = link;
    this.#sender = sender;
    this.#allowance = this.#options.maxtasksperchild - ran;
    this.#killed = false;
    for (const passage of this.#passages) this.#send(passage, sender);
  }

  /** The worker lives on, but this lane is done with it. */
  disconnect(): void {
    this.#watch.stop();
    this.#link = undefined;
    this.#sender = undefined;
  }

  /** The worker is dead: reports on all chunks that it had. Returns the index of the item that is charged with it. */
  died(death: Death): number | undefined {
    this.#link?.drain();
    const running = this.#running();
    const wasConnected = this.#link !== undefined;
    this.disconnect();
    const [head, ...waiting] = this.#passages.splice(0);
    if (!head) return undefined;
    const wasKilled = this.#killed;
    const wasLate = running !== undefined && this.#watch.wasLate(running);
    const unrun = verdict(head, { death, wasConnected, wasKilled, wasLate, running }, this.#errors);
    const { culprit } = unrun;
    head.settle(unrun);
    for (const passage of waiting) passage.settle({ type: 'unrun' });
    return culprit && head.chunk.first + head.settled + culprit.offset;
  }

  /** No worker will come any more. */
  fail(reason: unknown): void {
    this.disconnect();
    for (const passage of this.#passages.splice(0)) passage.settle({ type: 'broken', reason });
  }

  /** Forgets everything without a word. */
  abandon(): void {
    this.disconnect();
    this.#passages.length = 0;
  }

  // ---- to the worker

  #send(passage: Passage, sender: Sender): void {
    // A worker that has got all it may run is about to go: the next one gets the chunk.
    if (this.#allowance <= 0) return;
    try {
      sender.send(passage, this.#allowance);
    } catch (reason) {
      queueMicrotask(() => {
        if (this.#remove(passage)) passage.settle({ type: 'broken', reason });
      });
      return;
    }
    if (passage.sent === 0) queueMicrotask(() => this.#conclude(passage));
    this.#allowance -= passage.sent;
    this.#watch.update();
    if (this.#allowance <= 0) this.#onSpent();
  }

  #cancel(passage: Passage, mode: CancelMode): void {
    if (passage.cancelled || !this.#passages.includes(passage)) return;
    if (mode === 'recall') {
      this.#recall(passage);
      return;
    }
    passage.cancelled = true;
    const link = this.#link;
    if (!link) {
      this.#unrun(passage);
      return;
    }
    link.flagCancel(passage.seq);
    if (mode === 'kill' && this.#passages[0] === passage) this.#kill();
    else link.post({ type: 'cancel', seq: passage.seq });
  }

  /** Gives back what the worker has not begun, in whole units. */
  #recall(passage: Passage): void {
    const { seq, chunk, settled, sent } = passage;
    if (!this.#link) {
      // Its worker may be long in coming.
      this.#unrun(passage);
      return;
    }
    // What has moved to the worker cannot be sent again.
    if (sent === 0 || passage.unsendable || chunk.call.transfer) return;
    const { unit } = chunk;
    const end = this.#link.limit(seq, (begun) => Math.ceil(begun / unit) * unit);
    if (end === undefined || end >= sent) return;
    // A worker that has got all it may is on its way out.
    if (this.#allowance > 0) this.#allowance += sent - end;
    passage.sent = end;
    passage.end = end;
    if (settled === end) this.#remove(passage);
    this.#watch.update();
    passage.settle({ type: 'recalled', from: end });
  }

  /** A worker that is stuck may be at slow items, and keep the results of quick ones until it knows. */
  look(): void {
    const [head] = this.#passages;
    if (head && this.isStuck) this.#link?.hurry(head.seq);
  }

  #kill(): void {
    this.#killed = true;
    this.#link?.kill();
  }

  // ---- from the worker

  results(message: ResultsMessage): void {
    const { clock, patrol } = this.#options;
    this.#heard = clock.now();
    patrol.heard(this.#heard);
    const passage = this.#find(message.seq);
    if (!passage) return;
    const { chunk, settled, end } = passage;
    // What a worker ran although it was just given back (see SharedLedger) has its outcome elsewhere.
    const values = atMost(end - settled, unpack(message.values));
    let rejections: Map<number, Rejection> | undefined;
    for (const [position, failure] of message.failures ?? []) {
      if (position >= values.length) break;
      const reason = this.#errors.failed(chunk, settled + position, failure);
      (rejections ??= new Map()).set(position, { reason, retriable: true });
    }
    passage.settled += values.length;
    this.#report(passage, {
      type: 'results',
      values,
      rejections,
      elapsed: message.elapsed,
      workerId: this.#workerId,
      measures: message.measures && this.#onOwnClock(message.measures),
    });
    if (passage.settled >= passage.sent) this.#conclude(passage);
  }

  /** Measures as the worker has them, whose clock is the link's. */
  #onOwnClock({ spans, overhead }: Measures): Measures {
    // This thread may lose its processor between the two: then the difference comes out too small.
    this.#ahead = Math.max(this.#ahead, (this.#link?.now() ?? 0) - this.#options.clock.now());
    return { spans: spans.map((time) => time - this.#ahead), overhead };
  }

  /** The worker stopped a chunk that was cancelled. */
  stopped(seq: number): void {
    const passage = this.#find(seq);
    if (passage) this.#unrun(passage);
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
    if (passage.settled < passage.end) this.#unrun(passage);
  }

  #report(passage: Passage, report: Report): void {
    if (passage.settled >= passage.end) this.#remove(passage);
    this.#watch.update();
    passage.settle(report);
  }

  #unrun(passage: Passage): void {
    if (!this.#remove(passage)) return;
    this.#watch.update();
    passage.settle({ type: 'unrun' });
  }

  /** The item that runs; what the worker was last seen at, if its result is not here yet. */
  #running(): Running | undefined {
    const running = this.#link?.running();
    const [head] = this.#passages;
    return running && head?.seq === running.seq && running.position >= head.settled ? running : undefined;
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

function atMost(length: number, values: ArrayLike<unknown>): ArrayLike<unknown> {
  return values.length <= length ? values : Array.from(values).slice(0, length);
}
