import type { AnyFunction } from '../function/any-function.js';
import { OwnPromise } from '../intrinsics.js';
import { isPromiseLike } from '../values/is-promise-like.js';
import type { Amount, BatchMessage } from '../wire/messages.js';
import { setCurrentTask } from './current-task.js';
import { openValues, type ValueIterator } from './open-values.js';
import type { PendingResults } from './pending-results.js';
import type { RunningBatch } from './running-batch.js';
import type { Workbench } from './workbench.js';

/**
 * An item that gives all its values within this time, in ms, is quick: then the next one's first value may wait for others, too.
 * Longer saves messages, shorter shows more first values at once.
 */
const QUICK_ITEM = 0.1;

const NOTHING: Amount = { values: 0, bytes: 0 };

/** Reads the values that a function gives for each item of a batch, no more than the pool allows. */
export class ItemValues {
  readonly #batch: BatchMessage;
  readonly #running: RunningBatch;
  readonly #results: PendingResults;
  readonly #state: Workbench;
  /** What the pool allows, in all. */
  #total: Amount = NOTHING;
  /** Values that were given. */
  #given = 0;
  /** When so much is given, it is sent: then more is allowed before the rest is used up. */
  #sendAt: Amount = NOTHING;
  /** Those of the item that runs. */
  #givenNow = 0;
  #iterator: ValueIterator | undefined;
  /** The item has come to its end. */
  #isOver = false;
  /** The item has had its time. */
  #isLate = false;
  #isCancelled = false;
  #wake: (() => void) | undefined;
  /** When the item that runs began, less the time for which it had to wait. */
  #since = 0;
  #wasQuick = false;
  #breath = 0;

  constructor(batch: BatchMessage, running: RunningBatch, results: PendingResults, state: Workbench) {
    this.#batch = batch;
    this.#running = running;
    this.#results = results;
    this.#state = state;
    this.grant(state.credits.get(batch.seq) ?? batch.credit ?? NOTHING);
    running.onAbort = () => this.#cancel();
    running.onLate = () => this.#late();
  }

  /** Makes a function that reads all that `fn` gives; what it returns, or a promise for it, has no meaning. */
  around(fn: AnyFunction): AnyFunction {
    const call = fn as (...args: unknown[]) => unknown;
    return (...args: unknown[]): unknown => {
      this.#since = this.#state.port.ownTime();
      this.#breath = this.#since;
      this.#iterator = undefined;
      this.#givenNow = 0;
      this.#isOver = false;
      this.#isLate = false;
      const given = call(...args);
      return isPromiseLike(given) ? this.#readLater(given) : this.#read(given);
    };
  }

  /** The pool allows more. */
  grant(total: Amount): void {
    this.#total = total;
    const values = Math.ceil((this.#given + total.values) / 2);
    this.#sendAt = { values, bytes: (this.#results.bytes + total.bytes) / 2 };
    this.#wake?.();
  }

  /** Half of what is allowed was given; told once. */
  get #isHalfway(): boolean {
    const { values, bytes } = this.#sendAt;
    if (this.#given !== values && this.#results.bytes < bytes) return false;
    this.#sendAt = { values, bytes: Infinity };
    return true;
  }

  get #isAllowed(): boolean {
    return this.#given < this.#total.values && this.#results.bytes < this.#total.bytes;
  }

  async #readLater(given: PromiseLike<unknown>): Promise<void> {
    await this.#read(await given);
  }

  #read(given: unknown): Promise<void> | undefined {
    const iterator = openValues(given, this.#running.task?.index ?? 0);
    this.#iterator = iterator;
    const pause = this.#go(iterator);
    return pause && this.#goAfter(pause, iterator);
  }

  async #goAfter(first: Promise<void>, iterator: ValueIterator): Promise<void> {
    for (let pause: Promise<void> | undefined = first; pause; pause = this.#go(iterator)) await pause;
  }

  /** Reads until there is something to wait for, or no value left. */
  #go(iterator: ValueIterator): Promise<void> | undefined {
    setCurrentTask(this.#running);
    while (!this.#isOver) {
      if (this.#isUnwanted || this.#results.isCut) return this.#close(iterator);
      if (!this.#isAllowed) return this.#waitForMore();
      const step = iterator.next();
      if (isPromiseLike(step)) {
        this.#state.outbox.sendSoon();
        return this.#takeLater(step);
      }
      this.#take(step);
      const pause = this.#betweenValues();
      if (pause) return pause;
    }
    return undefined;
  }

  async #takeLater(step: PromiseLike<unknown>): Promise<void> {
    this.#take(await step);
    await this.#betweenValues();
  }

  #take(step: unknown): void {
    if (Object(step) !== step) throw new TypeError(`Cannot read the values: next() returned ${String(step)}`);
    const { done, value } = step as { readonly done?: boolean; readonly value?: unknown };
    const { port, outbox } = this.#state;
    if (done || this.#isUnwanted) {
      this.#isOver = Boolean(done);
      this.#wasQuick = port.ownTime() - this.#since < QUICK_ITEM;
      return;
    }
    this.#given++;
    this.#results.addValue(value, this.#running.takeMoved());
    // The value has failed its item: what that has reported must not come behind its end.
    if (this.#results.isCut) this.#running.reports?.end();
    const isFirst = ++this.#givenNow === 1 && !this.#wasQuick;
    if (isFirst || this.#isHalfway) outbox.send();
  }

  /** Nobody waits for what the item gives. */
  get #isUnwanted(): boolean {
    return this.#isCancelled || this.#isLate;
  }

  #betweenValues(): Promise<void> | undefined {
    const { port, pace, outbox } = this.#state;
    const { seq, timed } = this.#batch;
    if (this.#isOver || !pace.isTime(false)) return undefined;
    const now = pace.look();
    if (outbox.isDue(now)) outbox.send();
    if (port.isCancelled(seq)) this.#isCancelled = true;
    if (timed && port.isLate(seq, this.#position)) this.#isLate = true;
    return now - this.#breath >= port.breatheAfter ? this.#breathe() : undefined;
  }

  async #breathe(): Promise<void> {
    const { port, pace } = this.#state;
    await port.breathe();
    this.#breath = pace.restart();
  }

  /** Waits until the pool allows more; that time is not the item's, and others may run meanwhile. */
  async #waitForMore(): Promise<void> {
    const { port, outbox, pace } = this.#state;
    const { seq, timed } = this.#batch;
    outbox.send();
    port.pause(seq);
    const pausedAt = port.ownTime();
    const spent = pausedAt - this.#since;
    await new OwnPromise<void>((resolve) => {
      this.#wake = resolve;
      this.#running.isPaused = true;
      this.#state.onPause();
      if (this.#isAllowed || port.isCancelled(seq)) resolve();
    });
    this.#wake = undefined;
    this.#running.isPaused = false;
    const now = port.ownTime();
    this.#since = now - spent;
    this.#results.restart(now - pausedAt);
    this.#breath = pace.restart();
    if (port.isCancelled(seq)) this.#isCancelled = true;
    if (port.begin(seq, this.#position, timed, spent) === 'stop') this.#isCancelled = true;
  }

  /** How far into the batch the item is that runs. */
  get #position(): number {
    const { first } = this.#batch;
    return (this.#running.task?.index ?? first) - first;
  }

  /** Nobody waits for the batch any more. */
  #cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#stop();
  }

  /** The item has had its time: nobody waits for more of it. */
  #late(): void {
    if (this.#isLate) return;
    this.#isLate = true;
    this.#stop();
  }

  #stop(): void {
    // Whatever the iterator is waiting for may never come: `return` tells it to stop.
    if (this.#iterator && !this.#wake) void this.#close(this.#iterator);
    this.#wake?.();
  }

  /** Has the item end, with what it wants to do last; whom would it tell of an error in that? */
  async #close(iterator: ValueIterator): Promise<void> {
    this.#isOver = true;
    if (this.#iterator !== iterator) return;
    this.#iterator = undefined;
    try {
      await iterator.return?.();
    } catch {
      // Nobody waits for it.
    }
  }
}
