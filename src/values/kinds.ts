import type { ErrorNote } from './error-note.js';

/**
 * What structured clone does not tell of values; it travels in the same message, so that it can name their parts.
 */
export interface Kinds {
  /** Copies that get a prototype, each behind what says which: the place of a class in the table, or one of `KIND`. */
  readonly marks: readonly unknown[];
  readonly errors: readonly ErrorNote[];
  /** Values that stand for instances of classes which are made from data. */
  readonly made: readonly Made[];
}

/** What arrives in the place of an instance, and what the instance is made from. */
export interface Made {
  readonly standIn: object;
  /** The place of its class in the table, or one of `KIND`. */
  readonly kind: number;
  readonly data: unknown;
  /** Which of the values of the message it belongs to. */
  readonly position: number;
}

/** Kinds that need no class in the table. */
export const KIND = { buffer: -1, dictionary: -2, domException: -3 } as const;
