import { UnshippableFunctionError } from '../../errors.js';
import type { AnyFunction } from '../../function/any-function.js';
import type { FunctionExplanation } from '../../function/function-explanation.js';

/** Tells how a function would travel to a worker: in browsers by the name of a task, by its source, or not. */
export async function explainFunction(fn: AnyFunction): Promise<FunctionExplanation> {
  const { name } = fn;
  const explained = { name, url: undefined, path: undefined, captured: [], refusal: undefined };
  try {
    const { shipFunction } = await import('./ship-function.js');
    const shipment = await shipFunction(fn);
    if (shipment.way !== 'task') return { ...explained, way: 'source' };
    return { ...explained, way: 'task', url: shipment.url, path: shipment.name };
  } catch (refusal) {
    if (!(refusal instanceof UnshippableFunctionError)) throw refusal;
    return { ...explained, way: 'refused', refusal };
  }
}
