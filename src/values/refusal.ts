import { sayValue } from './say-value.js';

/** Thrown when no copy of a value can be made, before it is known where in the whole it stands. */
export class Refusal extends Error {
  /** What to do about it, in the words that end the sentence "X is ...; ...". */
  readonly advice: string | undefined;

  constructor(value: unknown, { advice, cause }: { advice?: string | undefined; cause?: unknown } = {}) {
    super(cause instanceof Error ? cause.message : sayValue(value), { cause });
    this.advice = advice;
  }
}
