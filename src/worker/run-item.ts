import type { AnyFunction } from '../function/any-function.js';
import { packError } from '../wire/pack-error.js';
import { explainMissingName } from './explain-missing-name.js';
import { takeMoved } from './move.js';
import type { ResultBatch } from './result-batch.js';
import type { WorkerPort } from './worker-port.js';

/** Calls the function with an item, and adds the outcome to the results; a promise comes back if it is not there yet. */
export function runItem(
  fn: AnyFunction,
  item: unknown,
  index: number,
  spread: boolean,
  port: WorkerPort,
  results: ResultBatch,
): Promise<void> | undefined {
  try {
    const call = fn as (...args: unknown[]) => unknown;
    const value = spread ? call(...(item as unknown[])) : call(item, index);
    if (isPromiseLike(value)) return settle(value, port, results);
    results.add(value, takeMoved());
  } catch (error) {
    addError(error, port, results);
  }
  return undefined;
}

async function settle(value: PromiseLike<unknown>, port: WorkerPort, results: ResultBatch): Promise<void> {
  // What is done already must not wait for a function that waits itself.
  results.send();
  try {
    results.add(await value, takeMoved());
  } catch (error) {
    addError(error, port, results);
  }
}

function addError(thrown: unknown, port: WorkerPort, results: ResultBatch): void {
  takeMoved();
  const error = packError(explainMissingName(thrown), (value) => port.isCloneable(value));
  results.addFailure({ type: 'thrown', error });
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
