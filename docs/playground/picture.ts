/** Where everything is, in px of a picture; colours are those of items, by position. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  /** Where the grid begins and ends. */
  readonly top: number;
  readonly bottom: number;
  readonly grid: readonly number[];
  readonly ruler: readonly { readonly x: number; readonly text: string }[];
  readonly source: Timeline;
  readonly lanes: readonly Lane[];
  readonly result: Timeline;
}

/** A line of marbles. */
export interface Timeline {
  readonly label: string;
  readonly y: number;
  /** From here on nothing comes any more, or nobody listens. */
  readonly until: number;
  /** Where it completes or fails; undefined if neither. */
  readonly end: End | undefined;
  readonly radius: number;
  readonly marbles: readonly Marble[];
  /** The outlines of arrays. */
  readonly boxes: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  /** How long results waited for their turn. */
  readonly tails: readonly {
    readonly from: number;
    readonly to: number;
    readonly y: number;
    readonly index: number;
  }[];
}

/** A bar that reaches this far up and down, or the sign of an error. */
export type End =
  | { readonly x: number; readonly reach: number; readonly errorAt?: never }
  | { readonly x: number; readonly reach?: never; readonly errorAt: number };

export interface Marble {
  readonly x: number;
  readonly y: number;
  readonly index: number;
  /** What is written on it; '' where there is no room. */
  readonly letter: string;
  readonly isRejected: boolean;
}

/** What one worker does. */
export interface Lane {
  readonly label: string;
  readonly y: number;
  readonly bars: readonly Bar[];
  /** The outlines of chunks. */
  readonly chunks: readonly { readonly x: number; readonly width: number }[];
}

export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly index: number;
  readonly letter: string;
  readonly symbol: 'error' | 'crash' | undefined;
  /** What a pointer that rests on it is told. */
  readonly title: string;
}
