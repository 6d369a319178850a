import { UnshippableFunctionError } from '../errors.js';
import type { Batch } from '../executor/batch.js';
import type { Rejection } from '../executor/report.js';
import { isShared } from '../function/is-shared.js';
import { findUncloneable } from '../wire/find-uncloneable.js';
import type { BatchMessage, ToWorker } from '../wire/messages.js';
import { pack, transferOf } from '../wire/pack.js';
import type { Shipment } from '../wire/shipment.js';
import type { ItemErrors } from './item-errors.js';
import type { Link } from './link.js';
import type { SlotOptions } from './workers-options.js';

const { queueMicrotask } = globalThis;

/** Entries of an array, or characters of a text, up to which it is small. Larger ones gain nothing from company. */
const SMALL = 64;

/** How much of a batch was sent, and why no more. */
export interface Sent {
  readonly items: number;
  /** The outcome of the item behind those sent, which cannot be sent. */
  readonly unsendable: Rejection | undefined;
}

/** Sends batches to one worker, each after its function, and without what cannot be sent. */
export class Sender {
  readonly #link: Link;
  readonly #options: SlotOptions;
  readonly #errors: ItemErrors;
  /** Ids of the functions that the worker has, and of the parts that they are made of. */
  readonly #known = new Set<number>();
  /** How many functions had gone when the worker was last told to forget them. */
  #forgotten = 0;
  /** Small batches that go together when whoever submits them is done. */
  #gathered: BatchMessage[] = [];

  constructor(link: Link, options: SlotOptions, errors: ItemErrors) {
    this.#link = link;
    this.#options = options;
    this.#errors = errors;
  }

  /**
   * Sends as much of a batch as can be sent.
   *
   * @param most - Most items to send.
   * @param mayWait - The worker has something to do: a small batch may wait for others that come at once.
   * @throws UnshippableFunctionError if its function cannot be sent to this kind of worker.
   */
  send(seq: number, batch: Batch, most: number, mayWait: boolean): Sent {
    this.#define(batch.call.loaded as Shipment);
    if (mayWait && batch.isLight && !batch.call.transfer && this.#isSmall(batch.items[0], 2)) {
      this.#gather(this.#message(seq, batch, batch.items));
      return { items: 1, unsendable: undefined };
    }
    const items = Math.min(batch.items.length, most);
    try {
      this.#post(seq, batch, items);
      return { items, unsendable: undefined };
    } catch (error) {
      return this.#sendPart(seq, batch, error);
    }
  }

  /** Sends what was gathered: before anything else is said of it. */
  flush(): void {
    const batches = this.#gathered;
    if (batches.length === 0) return;
    this.#gathered = [];
    for (const { seq } of batches) this.#link.open(seq);
    this.#link.post({ type: 'gathered', batches });
  }

  /** Lets the worker know a function. */
  #define(shipment: Shipment): void {
    if (this.#known.has(shipment.id)) return;
    this.#forget();
    try {
      this.#tell({ type: 'define', shipment: this.#missing(shipment) });
    } catch (cause) {
      throw new UnshippableFunctionError(
        `Cannot send the function to this kind of worker: what it captured cannot be copied there (${String(cause)})`,
        [],
        { cause },
      );
    }
    for (const sent of [shipment, ...(shipment.way === 'closure' ? shipment.parts : [])]) {
      this.#known.add(sent.id);
      this.#options.functions.add(sent);
    }
  }

  /** A function less what the worker has of it. */
  #missing(shipment: Shipment): Shipment {
    if (shipment.way !== 'closure') return shipment;
    return { ...shipment, parts: shipment.parts.filter(({ id }) => !this.#known.has(id)) };
  }

  /** Has the worker let go of functions that no batch can name any more. */
  #forget(): void {
    const { functions } = this.#options;
    if (this.#forgotten === functions.gone) return;
    this.#forgotten = functions.gone;
    const ids = [...this.#known].filter((id) => !functions.has(id));
    for (const id of ids) this.#known.delete(id);
    if (ids.length > 0) this.#tell({ type: 'forget', ids });
  }

  /** Sends another message than a batch. */
  #tell(message: Exclude<ToWorker, { type: 'batch' }>): void {
    this.flush();
    this.#link.post(message);
  }

  #gather(message: BatchMessage): void {
    if (this.#gathered.push(message) === 1) queueMicrotask(() => this.flush());
  }

  #post(seq: number, batch: Batch, count: number): void {
    const { call } = batch;
    const isWhole =
      count === batch.items.length && !(isShared(batch.items) && !this.#link.isCloneable(batch.items));
    const items = isWhole ? batch.items : Array.from(batch.items).slice(0, count);
    const message = this.#message(seq, batch, items);
    const transfer = call.transfer
      ? Array.from(items).flatMap((item) => call.transfer?.(item as never) ?? [])
      : transferOf(message.items, items);
    this.flush();
    this.#link.open(seq);
    this.#link.post(message, transfer);
  }

  #message(seq: number, { call, first, attempt }: Batch, items: ArrayLike<unknown>): BatchMessage {
    return {
      type: 'batch',
      seq,
      fn: (call.loaded as Shipment).id,
      items: pack(items, this.#link),
      first,
      attempt,
      spread: call.spread,
      timed: call.timeout < Infinity,
      measured: this.#options.notices.observer?.isMeasured === true,
    };
  }

  /** A batch cannot be sent as it is: sends what stands before the first item that is to blame. */
  #sendPart(seq: number, batch: Batch, error: unknown): Sent {
    let items = Math.max(
      0,
      Array.from(batch.items).findIndex((item) => !this.#link.isCloneable(item)),
    );
    try {
      if (items > 0) this.#post(seq, batch, items);
    } catch {
      items = 0;
    }
    return { items, unsendable: { reason: this.#reason(batch, items, error), retriable: false } };
  }

  /** Why an item cannot be sent: it cannot be copied, or `transfer` has failed. */
  #reason(batch: Batch, position: number, error: unknown): unknown {
    const item = batch.items[position];
    if (batch.call.transfer && this.#link.isCloneable(item))
      return this.#errors.unmoved(batch, position, error);
    const path = findUncloneable(item, (value) => this.#link.isCloneable(value));
    return this.#errors.uncloneable(batch, position, 'argument', path, error);
  }

  /** True for what is quickly copied, and certainly can be: primitives, and short arrays of them. */
  #isSmall(value: unknown, depth: number): boolean {
    if (typeof value === 'string') return value.length <= SMALL;
    if (typeof value === 'symbol' || typeof value === 'function') return false;
    if (typeof value !== 'object' || value === null) return true;
    return (
      depth > 0 &&
      Array.isArray(value) &&
      value.length <= SMALL &&
      !this.#link.isProxy(value) &&
      value.every((one) => this.#isSmall(one, depth - 1))
    );
  }
}
