/** Any callable; `never` parameters accept every signature. */
export type AnyFunction = (...args: never[]) => unknown;
