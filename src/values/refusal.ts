import type { Uncopied } from './error-note.js';
import { sayValue } from './say-value.js';

/** Thrown where no copy of a part can be made, before it is known how to get there. */
export class Refusal extends Error {
  /** What to send instead. */
  readonly advice: string | undefined;
  /** How to get from the part to what is to blame. */
  readonly within: string;

  constructor(value: unknown, { advice, cause, within = '' }: RefusalOptions = {}) {
    super(cause instanceof Error ? cause.message : sayValue(value), { cause });
    this.advice = advice;
    this.within = within;
  }
}

interface RefusalOptions {
  readonly advice?: string | undefined;
  readonly cause?: unknown;
  readonly within?: string;
}

/** Why no copy of a value can be made. */
export class Obstacle extends Error implements Uncopied {
  /** The part that is to blame, such as `.rows[2].parse`. */
  readonly path: string;
  /** What to send instead. */
  readonly advice: string | undefined;

  constructor(path: string, { message, advice, cause }: Pick<Refusal, 'message' | 'advice' | 'cause'>) {
    super(message, { cause });
    this.path = path;
    this.advice = advice;
  }
}
