import { UnshippableFunctionError } from '../errors.js';
import { isShared } from '../executor/typed-array.js';
import { findUncloneable } from '../wire/find-uncloneable.js';
import { pack, transferOf } from '../wire/pack.js';
import type { Shipment } from '../wire/shipment.js';
import type { ItemErrors } from './item-errors.js';
import type { LaneOptions } from './lane-options.js';
import type { Link } from './link.js';
import type { Passage } from './passage.js';

/** Sends chunks to one worker, each after its function, and without what cannot be sent. */
export class Sender {
  readonly #link: Link;
  readonly #options: LaneOptions;
  readonly #errors: ItemErrors;
  /** Ids of the functions that the worker has. */
  readonly #known: Set<number>;
  /** How many functions had gone when the worker was last told to forget them. */
  #forgotten = 0;

  /** @param known - Ids of the functions that the worker has. */
  constructor(link: Link, options: LaneOptions, errors: ItemErrors, known: readonly number[]) {
    this.#link = link;
    this.#options = options;
    this.#errors = errors;
    this.#known = new Set(known);
  }

  /**
   * Sends as much of a chunk as can be sent; the passage gets to know how much that is, and why no more.
   *
   * @param most - Most items to send.
   * @throws UnshippableFunctionError if its function cannot be sent to this kind of worker.
   */
  send(passage: Passage, most: number): void {
    const { chunk } = passage;
    this.#define(chunk.call.loaded as Shipment);
    passage.sent = Math.min(chunk.items.length, most);
    try {
      this.#post(passage);
    } catch (error) {
      this.#exclude(passage, error);
    }
  }

  /** Lets the worker know a function. */
  #define(shipment: Shipment): void {
    if (this.#known.has(shipment.id)) return;
    this.#forget();
    try {
      this.#link.post({ type: 'define', shipment });
    } catch (cause) {
      throw new UnshippableFunctionError(
        `Cannot send the function to this kind of worker: what it captured cannot be copied there (${String(cause)})`,
        [],
        { cause },
      );
    }
    this.#known.add(shipment.id);
    this.#options.functions.add(shipment);
  }

  /** Has the worker let go of functions that no chunk can name any more. */
  #forget(): void {
    const { functions } = this.#options;
    if (this.#forgotten === functions.gone) return;
    this.#forgotten = functions.gone;
    const ids = [...this.#known].filter((id) => !functions.has(id));
    for (const id of ids) this.#known.delete(id);
    if (ids.length > 0) this.#link.post({ type: 'forget', ids });
  }

  #post({ seq, chunk, sent }: Passage): void {
    const link = this.#link;
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
  #exclude(passage: Passage, error: unknown): void {
    const { chunk } = passage;
    passage.sent = Math.max(
      0,
      Array.from(chunk.items).findIndex((item) => !this.#link.isCloneable(item)),
    );
    try {
      if (passage.sent > 0) this.#post(passage);
    } catch {
      passage.sent = 0;
    }
    passage.unsendable = { reason: this.#unsent(passage, error), retriable: false };
  }

  /** Why the item behind those sent cannot be sent: it cannot be copied, or `transfer` has failed. */
  #unsent({ chunk, sent }: Passage, error: unknown): unknown {
    const item = chunk.items[sent];
    if (chunk.call.transfer && this.#link.isCloneable(item)) return this.#errors.unmoved(chunk, sent, error);
    const path = findUncloneable(item, (value) => this.#link.isCloneable(value));
    return this.#errors.uncloneable(chunk, sent, 'argument', path, error);
  }
}
