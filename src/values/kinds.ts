import type { ErrorNote } from './error-note.js';

/** What structured clone does not tell of values; it travels in the same message, so that it can name their parts. */
export interface Kinds {
  /**
   * Copies that get a prototype, in threes: what says which (the place of a class in the table, or one of `KIND`), the
   * copy, and which of the values of the message it belongs to.
   */
  readonly marks: readonly unknown[];
  readonly errors: readonly ErrorNote[];
  /** What stands for instances of classes which are made from data. */
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

/** The kinds of one value of a message. */
export function kindsOf({ marks, errors, made }: Kinds, position: number): Kinds {
  const isOwn = (one: { readonly position: number }): boolean => one.position === position;
  return {
    marks: marks.filter((_, at) => marks[at - (at % 3) + 2] === position),
    errors: errors.filter(isOwn),
    made: made.filter(isOwn),
  };
}

/** Kinds that need no class in the table. */
export const KIND = { buffer: -1, dictionary: -2, domException: -3 } as const;

/** Collects the kinds of the values of one message. */
export class Notes implements Kinds {
  readonly marks: unknown[] = [];
  readonly errors: ErrorNote[] = [];
  readonly made: Made[] = [];

  get isEmpty(): boolean {
    return this.marks.length === 0 && this.errors.length === 0 && this.made.length === 0;
  }

  /** Returns what takes back all that is noted from now on. */
  remember(): () => void {
    const [marks, errors, made] = [this.marks.length, this.errors.length, this.made.length];
    return () => {
      this.marks.length = marks;
      this.errors.length = errors;
      this.made.length = made;
    };
  }
}
