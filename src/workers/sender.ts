import { UnshippableFunctionError } from '../errors.js';
import type { Batch, Transfer } from '../executor/batch.js';
import type { Rejection } from '../executor/report.js';
import { isShared } from '../function/is-shared.js';
import { Copier } from '../values/copier.js';
import type { Obstacle } from '../values/refusal.js';
import { findUncloneable, isCloneable } from '../values/find-uncloneable.js';
import { pack, transferOf } from '../values/pack.js';
import type { Packed } from '../values/packer.js';
import { sayValue } from '../values/say-value.js';
import type { BatchMessage, ToWorker } from '../wire/messages.js';
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

/** The item of a batch that cannot be copied. */
interface Blocked {
  readonly at: number;
  readonly obstacle: Obstacle;
}

/** Sends batches to one worker, each after its function, and without what cannot be sent. */
export class Sender {
  readonly #link: Link;
  readonly #options: SlotOptions;
  readonly #errors: ItemErrors;
  readonly #copier: Copier;
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
    this.#copier = new Copier(link, false, (name, prototype) => options.notices.lost.note(name, prototype));
    this.#copier.classes = options.classes;
  }

  /**
   * Sends as much of a batch as can be sent.
   *
   * @param allowance - Most items to send.
   * @param mayWait - The worker has something to do: a small batch may wait for others that come at once.
   * @throws UnshippableFunctionError if its function cannot be sent to this kind of worker.
   */
  send(seq: number, batch: Batch, allowance: number, mayWait: boolean): Sent {
    this.#define(batch.call.loaded as Shipment);
    const { call } = batch;
    if (mayWait && batch.isLight && !call.transfer && this.#isSmall(batch.items[0], 2)) {
      this.#gather(this.#message(seq, batch, batch.items));
      return { items: 1, unsendable: undefined };
    }
    const most = Math.min(batch.items.length, allowance);
    try {
      const blocked = this.#post(seq, batch, most);
      if (!blocked) return { items: most, unsendable: undefined };
      const { at, obstacle } = blocked;
      const reason = this.#errors.uncloneable(batch, at, 'argument', obstacle);
      return { items: at, unsendable: { reason, retriable: false } };
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

  /** Lets the worker know a function, and the classes as it sees them. */
  #define(shipment: Shipment): void {
    if (this.#known.has(shipment.id)) return;
    this.#forget();
    const { classes } = shipment;
    try {
      this.#tell({
        type: 'define',
        shipment: {
          ...this.#missing(shipment),
          ...(classes && { classes: classes.map((one) => one.map((part) => this.#missing(part))) }),
        },
      });
    } catch (cause) {
      throw new UnshippableFunctionError(
        `Cannot send the function to this kind of worker: what it captured cannot be copied there (${String(cause)})`,
        [],
        { cause },
      );
    }
    for (const one of [shipment, ...(classes ?? []).flat()]) {
      for (const sent of [one, ...(one.way === 'closure' ? one.parts : [])]) {
        this.#known.add(sent.id);
        this.#options.functions.add(sent);
      }
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

  /**
   * Posts items of a batch.
   *
   * @returns Why no more than a part of them could be copied.
   */
  #post(seq: number, batch: Batch, count: number): Blocked | undefined {
    const { call } = batch;
    const isWhole =
      count === batch.items.length && !(isShared(batch.items) && !isCloneable(batch.items, this.#link));
    const items = isWhole ? batch.items : Array.from(batch.items).slice(0, count);
    const { transfer } = call;
    const moved = transfer ? Array.from(items).flatMap((item) => partsToMove(transfer, item)) : undefined;
    const isPlain = !moved && items.length === 1 && this.#isSmall(items[0], 2);
    const {
      packed,
      count: copied,
      obstacle,
    } = isPlain ? { packed: items, count: 1, obstacle: undefined } : pack(items, this.#copier, moved);
    if (copied > 0) {
      this.flush();
      this.#link.open(seq);
      this.#link.post(this.#message(seq, batch, packed), moved ?? transferOf(packed, items));
    }
    return obstacle && { at: copied, obstacle };
  }

  #message(seq: number, { call, first, attempt: tried, concurrency }: Batch, items: Packed): BatchMessage {
    return {
      type: 'batch',
      seq,
      fn: (call.loaded as Shipment).id,
      items,
      first,
      attempt: tried,
      concurrency,
      spread: call.spread,
      timed: call.timeout < Infinity,
      measured: this.#options.notices.observer?.isMeasured === true,
      heard: call.hear !== undefined,
    };
  }

  /** A batch cannot be posted although it could be copied: sends what stands before the first item that is to blame. */
  #sendPart(seq: number, batch: Batch, error: unknown): Sent {
    let items = Math.max(
      0,
      Array.from(batch.items).findIndex((item) => !isCloneable(item, this.#link)),
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
    if (batch.call.transfer && isCloneable(item, this.#link))
      return this.#errors.noted(batch, position, error);
    const path = findUncloneable(item, this.#link);
    return this.#errors.uncloneable(batch, position, 'argument', { path, advice: undefined, cause: error });
  }

  /** True for what structured clone copies quickly, and as it is: primitives, and short arrays of them. */
  #isSmall(value: unknown, depth: number): boolean {
    if (typeof value === 'string') return value.length <= SMALL;
    if (typeof value === 'symbol' || typeof value === 'function') return false;
    if (typeof value !== 'object' || value === null) return true;
    return (
      depth > 0 &&
      Array.isArray(value) &&
      value.length <= SMALL &&
      !this.#link.isProxy(value) &&
      Object.getPrototypeOf(value) === Array.prototype &&
      value.every((one) => this.#isSmall(one, depth - 1))
    );
  }
}

/**
 * What moves of an item.
 *
 * @throws TypeError if `transfer` returns anything else.
 */
function partsToMove(transfer: Transfer, item: unknown): readonly object[] {
  const parts: unknown = transfer(item as never) ?? [];
  const wrong: unknown = Array.isArray(parts)
    ? parts.find((part) => Object(part) !== part || ArrayBuffer.isView(part))
    : parts;
  if (wrong === undefined) return parts as readonly object[];
  const wayOut = ArrayBuffer.isView(wrong) ? '; of a view, return its buffer' : '';
  throw new TypeError(
    `Cannot send the item: transfer must return an array of what moves, such as [item.buffer]: received ${sayValue(wrong)}${wayOut}`,
  );
}
