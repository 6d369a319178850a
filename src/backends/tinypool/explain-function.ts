import { deserialize, serialize } from 'node:v8';
import { UnshippableFunctionError } from '../../errors.js';
import type { AnyFunction } from '../../function/any-function.js';
import type { CapturedVariable } from '../../function/captured-variable.js';
import type { FunctionExplanation } from '../../function/function-explanation.js';
import type { ClosureTravel, Part } from '../../wire/shipment.js';
import { shipFunction } from './ship-function.js';

/**
 * Tells how a function would travel to a worker: to look at, before it does or when it does not.
 *
 * @example
 * ```ts
 * import { explainFunction } from 'rxjs-pool';
 *
 * const factor = 3;
 * const { way, captured } = await explainFunction((x: number) => x * factor);
 * console.log(way, captured.map(({ name, kind }) => `${name}: ${kind}`)); // prints closure [ 'factor: data' ]
 * ```
 *
 * @param fn - The function.
 * @returns The way, and what goes with it.
 */
export async function explainFunction(fn: AnyFunction): Promise<FunctionExplanation> {
  const { name } = fn;
  const unknown = { url: undefined, path: undefined, captured: [], refusal: undefined };
  try {
    const shipment = await shipFunction(fn);
    switch (shipment.way) {
      case 'task':
        return { ...unknown, name, way: 'task', url: shipment.url, path: shipment.name };
      case 'reference':
        return { ...unknown, name, way: 'reference', url: shipment.url, path: shipment.path.join('.') };
      case 'closure':
        return { ...unknown, name, way: 'closure', captured: variables(shipment) };
      case 'source':
        return { ...unknown, name, way: 'source' };
    }
  } catch (refusal) {
    if (!(refusal instanceof UnshippableFunctionError)) throw refusal;
    return { ...unknown, name, way: 'refused', refusal };
  }
}

function variables({ parts, data }: ClosureTravel): CapturedVariable[] {
  const values = deserialize(data) as unknown[];
  const [root] = parts;
  if (root?.type !== 'code') return [];
  return root.free.map(([name, place]) => describe(name, parts[place] as Part, values));
}

function describe(name: string, part: Part, values: readonly unknown[]): CapturedVariable {
  const about = { name, bytes: undefined, from: undefined };
  switch (part.type) {
    case 'data':
      return { ...about, kind: 'data', bytes: serialize(values[part.at]).byteLength };
    case 'code':
      return { ...about, kind: part.isClass ? 'class' : 'function', bytes: part.code.length };
    case 'import':
      return { ...about, kind: 'import', from: part.specifier };
    case 'require':
      return { ...about, kind: 'import', from: part.base };
    case 'reference':
      return { ...about, kind: 'reference', from: part.url };
    case 'shared':
      return { ...about, kind: 'shared memory' };
    case 'global':
    case 'symbol':
      return { ...about, kind: 'global' };
    case 'object':
    case 'array':
    case 'map':
    case 'set':
      return { ...about, kind: 'object' };
  }
}
