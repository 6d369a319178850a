/**
 * A function that maps items: gets an item and its position in the source, from 0, as in RxJS `map`.
 *
 * It may return a promise; a worker waits for it before it takes its next item.
 */
export type PoolFunction<T, R, P = R> = (item: T, index: number) => R | PromiseLike<P>;
