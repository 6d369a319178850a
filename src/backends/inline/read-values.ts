import { plus } from '../../executor/amount.js';
import type { Amount, Credit } from '../../executor/batch.js';
import { isPromiseLike } from '../../values/is-promise-like.js';
import { openValues } from '../../worker/open-values.js';

/** The executor, as `readValues` sees it. */
export interface ValueTurn {
  readonly index: number;
  readonly credit: Credit;
  /** Aborts when nobody waits for the item any more. */
  readonly signal: AbortSignal;
  /** What the batch has given so far. */
  readonly batch: { given: Amount };
  /** Takes a value, and tells its bytes; throws if it cannot be copied. */
  give(value: unknown): number;
  /** It has to wait until more values are allowed, or goes on. */
  pause(isPaused: boolean): void;
  /** Lets the rest of the program have its turn, if that is due. */
  breathe(): Promise<void> | undefined;
}

/** Reads all values that a function has given for an item, no more than are allowed. */
export async function readValues(given: unknown, turn: ValueTurn): Promise<void> {
  const { batch, credit, signal } = turn;
  const iterator = openValues(given, turn.index);
  let wake = (): void => undefined;
  let isDone = false;
  const onAbort = (): void => {
    wake();
    // Whatever the iterator is waiting for may never come: `return` tells it to stop.
    if (!isDone) void iterator.return?.();
    isDone = true;
  };
  credit.onMore(() => wake());
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      if (!credit.covers(batch.given)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          turn.pause(true);
          if (credit.covers(batch.given)) resolve();
        });
        turn.pause(false);
        continue;
      }
      let step = iterator.next();
      if (isPromiseLike(step)) step = await step;
      const { done, value } = step as { readonly done?: boolean; readonly value?: unknown };
      if (done) isDone = true;
      if (done || signal.aborted) return;
      batch.given = plus(batch.given, 1, turn.give(value));
      await turn.breathe();
    }
  } catch (error) {
    if (!isDone) await iterator.return?.();
    isDone = true;
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
