import type { ReadableStreamLike } from '../values/open-source.js';

/** The slice of an Observable, of any copy of rxjs, that is read. */
export interface SubscribableLike<R> {
  /** Begins to give values, until the returned object's `unsubscribe` is called. */
  subscribe(observer: { next: (value: R) => void; error: (reason: unknown) => void; complete: () => void }): {
    unsubscribe(): void;
  };
}

/** What a function may return that gives many values for an item, or promise. A Node stream is an async iterable. */
export type ValueSource =
  Iterable<unknown> | AsyncIterable<unknown> | ReadableStreamLike<unknown> | SubscribableLike<unknown>;

/** An item has given a value, as the `settle` option of `poolConcatMap` and `poolMergeMap` tells it. */
export interface ItemNext<R> {
  /** It has given a value. */
  readonly kind: 'N';
  /** Position of the item in its source, from 0. */
  readonly index: number;
  /** The value. */
  readonly value: R;
}

/** An item has given all its values, as the `settle` option of `poolConcatMap` and `poolMergeMap` tells it. */
export interface ItemComplete {
  /** It has ended well. */
  readonly kind: 'C';
  /** Position of the item in its source, from 0. */
  readonly index: number;
}

/** An item has failed, as the `settle` option of `poolConcatMap` and `poolMergeMap` tells it. */
export interface ItemError {
  /** It has failed. */
  readonly kind: 'E';
  /** Position of the item in its source, from 0. */
  readonly index: number;
  /** What it failed with. */
  readonly error: unknown;
}

/** What becomes of an item that gives many values: the notifications of RxJS, and which item it was. */
export type ItemNotification<R> = ItemNext<R> | ItemComplete | ItemError;

/** What an operator emits of items that give many values: the values, or with `settle: true` their notifications. */
export type Emission<R, S extends boolean> = { true: ItemNotification<R>; false: R }[`${S}`];

/** The values of what a function returns that gives many, or promises to. */
export type ValueOf<O> =
  O extends PromiseLike<infer P>
    ? ValueOf<P>
    : O extends string
      ? never
      : O extends AsyncIterable<infer R>
        ? R
        : O extends Iterable<infer R>
          ? R
          : // An Observable: of the overloads of its `subscribe`, only the last would be looked at.
            O extends { forEach(next: (value: infer R) => void): Promise<void> }
            ? R
            : O extends SubscribableLike<infer R> | ReadableStreamLike<infer R>
              ? R
              : never;
