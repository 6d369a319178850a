import type { AnyFunction } from '../function/any-function.js';
import { argumentsOf } from './arguments-of.js';
import { takeMoved } from './move.js';
import type { Outbox } from './outbox.js';

/** Calls the function with an item, and adds the outcome to the outbox; a promise comes back if it is not there yet. */
export function runItem(
  fn: AnyFunction,
  item: unknown,
  index: number,
  spread: boolean,
  outbox: Outbox,
): Promise<void> | undefined {
  try {
    const call = fn as (...args: unknown[]) => unknown;
    const value = spread ? call(...argumentsOf(item, index)) : call(item, index);
    if (isPromiseLike(value)) return settle(value, outbox);
    outbox.add(value, takeMoved());
  } catch (error) {
    addError(error, outbox);
  }
  return undefined;
}

async function settle(value: PromiseLike<unknown>, outbox: Outbox): Promise<void> {
  // What is done already must not wait for a function that waits itself.
  outbox.send();
  try {
    outbox.add(await value, takeMoved());
  } catch (error) {
    addError(error, outbox);
  }
}

function addError(thrown: unknown, outbox: Outbox): void {
  takeMoved();
  outbox.addThrown(thrown);
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
