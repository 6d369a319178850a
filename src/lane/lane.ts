import { UnshippableFunctionError } from '../errors.js';
import type { Clock } from '../executor/clock.js';
import type { Cancel, CancelMode, Chunk, Measures, Rejection, Report, Settle } from '../executor/executor.js';
import { isShared } from '../executor/typed-array.js';
import { findUncloneable } from '../wire/find-uncloneable.js';
import type { ResultsMessage } from '../wire/messages.js';
import { pack, transferOf, unpack } from '../wire/pack.js';
import type { Shipment } from '../wire/shipment.js';
import type { ErrorClass } from '../wire/unpack-error.js';
import { ItemErrors } from './item-errors.js';
import type { Death, Link, Running } from './link.js';
import type { Passage } from './passage.js';
import type { Patrol, Patrolled } from './patrol.js';
import type { SentFunctions } from './sent-functions.js';
import { Watch } from './watch.js';

/**
 * A worker that was given work and has been silent for this long, in ms, is at something slow: nothing more is put
 * behind it, and it is to send what it has. Longer lets quick chunks wait for a slow item, and results for the next
 * ones; shorter takes a busy machine for a slow item.
 */
const LONG_SILENCE = 5;

/** What all lanes of a pool have in common. */
export interface LaneOptions {
  readonly clock: Clock;
  readonly patrol: Patrol;
  readonly errorClasses: readonly ErrorClass[];
  /** Items that one worker may run. */
  readonly maxtasksperchild: number;
  readonly functions: SentFunctions;
  /** Somebody looks on: workers say where their time goes. */
  isMeasured: boolean;
}

/** What becomes of a chunk whose worker is gone. */
type Unrun = Extract<Report, { type: 'unrun' }>;

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
  /** Ids of the functions that the worker has. */
  #known = new Set<number>();
  readonly #functions: SentFunctions;
  /** How many functions had gone when the worker was last told to forget them. */
  #forgotten = 0;
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
    this.#functions = options.functions;
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
    if (this.#link) this.#send(passage, this.#link);
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
    this.#link = link;
    this.#known = new Set(known);
    this.#forgotten = 0;
    this.#allowance = this.#options.maxtasksperchild - ran;
    this.#killed = false;
    for (const passage of this.#passages) this.#send(passage, link);
  }

  /** The worker lives on, but this lane is done with it. */
  disconnect(): void {
    this.#watch.stop();
    this.#link = undefined;
  }

  /** The worker is dead: reports on all chunks that it had. Returns the index of the item that is charged with it. */
  died(death: Death): number | undefined {
    this.#link?.drain();
    const running = this.#running();
    const wasConnected = this.#link !== undefined;
    this.disconnect();
    const [head, ...waiting] = this.#passages.splice(0);
    if (!head) return undefined;
    const verdict = this.#verdict(head, running, death, wasConnected);
    const { culprit } = verdict;
    head.settle(verdict);
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

  #send(passage: Passage, link: Link): void {
    // A worker that has got all it may run is about to go: the next one gets the chunk.
    if (this.#allowance <= 0 || !this.#define(passage, link)) return;
    const { chunk } = passage;
    passage.sent = Math.min(chunk.items.length, this.#allowance);
    try {
      this.#post(passage, link);
    } catch (error) {
      this.#exclude(passage, link, error);
    }
    this.#allowance -= passage.sent;
    this.#watch.update();
    if (this.#allowance <= 0) this.#onSpent();
  }

  /** Lets the worker know the chunk's function; false if that cannot be sent. */
  #define(passage: Passage, link: Link): boolean {
    const shipment = passage.chunk.call.loaded as Shipment;
    if (this.#known.has(shipment.id)) return true;
    this.#forget(link);
    try {
      link.post({ type: 'define', shipment });
      this.#known.add(shipment.id);
      this.#functions.add(shipment);
      return true;
    } catch (cause) {
      const reason = new UnshippableFunctionError(
        `Cannot send the function to this kind of worker: what it captured cannot be copied there (${String(cause)})`,
        [],
        { cause },
      );
      queueMicrotask(() => {
        if (this.#remove(passage)) passage.settle({ type: 'broken', reason });
      });
      return false;
    }
  }

  /** Has the worker let go of functions that no chunk can name any more. */
  #forget(link: Link): void {
    const { gone } = this.#functions;
    if (this.#forgotten === gone) return;
    this.#forgotten = gone;
    const ids = [...this.#known].filter((id) => !this.#functions.has(id));
    for (const id of ids) this.#known.delete(id);
    if (ids.length > 0) link.post({ type: 'forget', ids });
  }

  #post({ seq, chunk, sent }: Passage, link: Link): void {
    const { call, first, attempt } = chunk;
    const isWhole = sent === chunk.items.length && !(isShared(chunk.items) && !link.isCloneable(chunk.items));
    const items = isWhole ? chunk.items : Array.from(chunk.items).slice(0, sent);
    const packed = pack(items, link);
    link.post(
      {
        type: 'chunk',
        seq,
        task: (call.loaded as Shipment).id,
        items: packed,
        first,
        attempt,
        spread: call.spread,
        timed: call.timeout < Infinity,
        measured: this.#options.isMeasured,
      },
      call.transfer
        ? Array.from(items).flatMap((item) => call.transfer?.(item as never) ?? [])
        : transferOf(packed, items),
    );
  }

  /** A chunk cannot be sent as it is: sends what stands before the first item that is to blame. */
  #exclude(passage: Passage, link: Link, error: unknown): void {
    const { chunk } = passage;
    passage.sent = Math.max(
      0,
      Array.from(chunk.items).findIndex((item) => !link.isCloneable(item)),
    );
    try {
      if (passage.sent > 0) this.#post(passage, link);
    } catch {
      passage.sent = 0;
    }
    passage.unsendable = { reason: this.#unsent(passage, link, error), retriable: false };
    if (passage.sent === 0) queueMicrotask(() => this.#conclude(passage));
  }

  /** Why the item behind those sent cannot be sent: it cannot be copied, or `transfer` has failed. */
  #unsent({ chunk, sent }: Passage, link: Link, error: unknown): unknown {
    const item = chunk.items[sent];
    if (chunk.call.transfer && link.isCloneable(item)) return this.#errors.unmoved(chunk, sent, error);
    const path = findUncloneable(item, (value) => link.isCloneable(value));
    return this.#errors.uncloneable(chunk, sent, 'argument', path, error);
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
    this.#heard = this.#options.clock.now();
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

  // ---- blame

  /** The item that runs; what the worker was last seen at, if its result is not here yet. */
  #running(): Running | undefined {
    const running = this.#link?.running();
    const [head] = this.#passages;
    return running && head?.seq === running.seq && running.position >= head.settled ? running : undefined;
  }

  /** What becomes of the chunk that a worker was at when it died. */
  #verdict(head: Passage, running: Running | undefined, death: Death, wasConnected: boolean): Unrun {
    const { chunk, settled, cancelled, sent } = head;
    if (cancelled || !wasConnected || sent === 0) return { type: 'unrun' };
    if (this.#killed) {
      if (!running || !this.#watch.wasLate(running)) return { type: 'unrun' };
      return this.#culprit(head, running.position, this.#errors.late(chunk, running.position));
    }
    const position = death.isStray ? settled : (running?.position ?? settled);
    const reason = this.#errors.crashed(chunk, position, death);
    // What has moved to the worker is gone with it, whoever is to blame.
    const isCulprit = (running && !death.isStray) || chunk.call.transfer !== undefined;
    return isCulprit ? this.#culprit(head, position, reason) : { type: 'unrun', suspicion: reason };
  }

  #culprit({ settled }: Passage, position: number, reason: unknown): Unrun {
    return { type: 'unrun', culprit: { offset: position - settled, rejection: { reason, retriable: true } } };
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
