/** Lists how each method and operator gives its results, and how it is called. */
export const METHODS = {
  poolMap: { face: 'operator', gives: 'array', spreads: false },
  poolStarmap: { face: 'operator', gives: 'array', spreads: true },
  poolImap: { face: 'operator', gives: 'in order', spreads: false },
  poolImapUnordered: { face: 'operator', gives: 'as ready', spreads: false },
  poolIstarmap: { face: 'operator', gives: 'in order', spreads: true },
  poolIstarmapUnordered: { face: 'operator', gives: 'as ready', spreads: true },
  poolConcatMap: { face: 'operator', gives: 'in order', spreads: false },
  poolMergeMap: { face: 'operator', gives: 'as ready', spreads: false },
  apply: { face: 'promise', gives: 'one', spreads: true },
  applyAsync: { face: 'promise', gives: 'one', spreads: true },
  map: { face: 'promise', gives: 'array', spreads: false },
  mapAsync: { face: 'promise', gives: 'array', spreads: false },
  starmap: { face: 'promise', gives: 'array', spreads: true },
  starmapAsync: { face: 'promise', gives: 'array', spreads: true },
  imap: { face: 'iterator', gives: 'in order', spreads: false },
  imapUnordered: { face: 'iterator', gives: 'as ready', spreads: false },
  istarmap: { face: 'iterator', gives: 'in order', spreads: true },
  istarmapUnordered: { face: 'iterator', gives: 'as ready', spreads: true },
  concatMap: { face: 'iterator', gives: 'in order', spreads: false },
  mergeMap: { face: 'iterator', gives: 'as ready', spreads: false },
} as const;

export type Method = keyof typeof METHODS;

const MANY: ReadonlySet<Method> = new Set(['poolConcatMap', 'poolMergeMap', 'concatMap', 'mergeMap']);

/** True for those whose items give several values each. */
export function givesMany(method: Method): boolean {
  return MANY.has(method);
}
