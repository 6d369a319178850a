import type { AnyFunction } from '../function/any-function.js';
import { packError } from '../wire/pack-error.js';
import { explainMissingName } from './explain-missing-name.js';
import { takeMoved } from './move.js';
import type { Outbox } from './outbox.js';
import type { WorkerPort } from './worker-port.js';

/** Calls the function with an item, and adds the outcome to the outbox; a promise comes back if it is not there yet. */
export function runItem(
  fn: AnyFunction,
  item: unknown,
  index: number,
  spread: boolean,
  port: WorkerPort,
  outbox: Outbox,
): Promise<void> | undefined {
  try {
    const call = fn as (...args: unknown[]) => unknown;
    const value = spread ? call(...(item as unknown[])) : call(item, index);
    if (isPromiseLike(value)) return settle(value, port, outbox);
    outbox.add(value, takeMoved());
  } catch (error) {
    addError(error, port, outbox);
  }
  return undefined;
}

async function settle(value: PromiseLike<unknown>, port: WorkerPort, outbox: Outbox): Promise<void> {
  // What is done already must not wait for a function that waits itself.
  outbox.send();
  try {
    outbox.add(await value, takeMoved());
  } catch (error) {
    addError(error, port, outbox);
  }
}

function addError(thrown: unknown, port: WorkerPort, outbox: Outbox): void {
  takeMoved();
  const error = packError(explainMissingName(thrown), (value) => port.isCloneable(value));
  outbox.addFailure({ type: 'thrown', error });
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
