/** A function that the starmaps call with the members of each item as its arguments. */
export type SpreadFunction<A extends readonly unknown[], R, P = R> = (...args: A) => R | PromiseLike<P>;
