/** How the call of an item ends at its first attempt; further ones return. */
export type Ending = 'returns' | 'throws' | 'crashes';

/** An item of the source, and what the function does with it. */
export interface Item {
  /** How long its call takes, in ms. */
  readonly ms: number;
  readonly ending: Ending;
}

/** The operators that can be looked at. */
export const operators = ['poolMap', 'poolImap', 'poolImapUnordered'] as const;

/** Everything that decides what happens. */
export interface Settings {
  readonly operator: (typeof operators)[number];
  readonly workers: number;
  readonly chunksize: number;
  /** `push` emits an item every `every` ms, `poolFrom` is read on demand. */
  readonly source: 'push' | 'poolFrom';
  /** Ms between two items that are pushed. */
  readonly every: number;
  /** Most items that are read from `poolFrom` and not delivered; never below `chunksize`. */
  readonly buffersize: number;
  readonly settle: boolean;
  readonly retries: number;
  readonly items: readonly Item[];
}

/** The least and the most that each number may be; names of items end at `x`. */
export const limits = {
  workers: [1, 6],
  chunksize: [1, 8],
  every: [0, 5],
  buffersize: [1, 24],
  retries: [0, 2],
  items: [1, 24],
  ms: [1, 24],
} as const satisfies Record<string, readonly [number, number]>;
