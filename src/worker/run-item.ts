import type { AnyFunction } from '../function/any-function.js';
import { isPromiseLike } from '../values/is-promise-like.js';
import { argumentsOf } from './arguments-of.js';
import type { PendingResults } from './pending-results.js';
import type { RunningBatch } from './running-batch.js';

/** Calls the function with an item, and adds the outcome to the results; a promise comes back if it is not there yet. */
export function runItem(
  fn: AnyFunction,
  item: unknown,
  index: number,
  spread: boolean,
  running: RunningBatch,
  results: PendingResults,
): Promise<void> | undefined {
  try {
    const call = fn as (...args: unknown[]) => unknown;
    const value = spread ? call(...argumentsOf(item, index)) : call(item, index);
    if (isPromiseLike(value)) return settle(value, running, results);
    results.add(value, running.takeMoved());
  } catch (error) {
    addError(error, running, results);
  }
  return undefined;
}

async function settle(
  value: PromiseLike<unknown>,
  running: RunningBatch,
  results: PendingResults,
): Promise<void> {
  try {
    results.add(await value, running.takeMoved());
  } catch (error) {
    addError(error, running, results);
  }
}

function addError(thrown: unknown, running: RunningBatch, results: PendingResults): void {
  running.takeMoved();
  results.addThrown(thrown);
}
