import { serialize } from 'node:v8';
import { UnshippableFunctionError } from '../../errors.js';
import type { AnyFunction } from '../../function/any-function.js';
import { LARGE } from '../../function/data-groups.js';
import { factsOf } from '../../function/facts.js';
import { locate } from '../../function/locate.js';
import type { CapturedVariable } from '../../function/captured-variable.js';
import type { FunctionExplanation } from '../../function/function-explanation.js';
import type { ClosureTravel, Part, Ref } from '../../wire/shipment.js';
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
        return { ...unknown, name, way: 'closure', captured: variables(fn, shipment) };
      case 'source':
        return { ...unknown, name, way: 'source' };
    }
  } catch (refusal) {
    if (!(refusal instanceof UnshippableFunctionError)) throw refusal;
    return { ...unknown, name, way: 'refused', refusal };
  }
}

function variables(fn: AnyFunction, { root, parts }: ClosureTravel): CapturedVariable[] {
  const byId = new Map(parts.map((part) => [part.id, part]));
  const code = byId.get(root);
  if (code?.type !== 'code') return [];
  const { constants } = factsOf(fn, () => locate(fn)) ?? {};
  return code.free.map(([name, ref]) => describe(name, ref, byId, constants?.has(name) === true));
}

function describe(
  name: string,
  ref: Ref,
  parts: ReadonlyMap<number, Part>,
  isConstant: boolean,
): CapturedVariable {
  const read = isConstant ? 'once' : 'at each call';
  const about = { name, read, bytes: undefined, from: undefined } as const;
  const part = 'part' in ref ? parts.get(ref.part) : undefined;
  if (!part) {
    return { ...about, kind: 'data', bytes: serialize('value' in ref ? ref.value : undefined).byteLength };
  }
  switch (part.type) {
    case 'data': {
      const bytes = part.bytes.byteLength;
      return { ...about, kind: 'data', bytes, read: bytes > LARGE ? 'once' : 'at each call' };
    }
    case 'member':
      return describe(name, part.of, parts, isConstant);
    case 'variable':
      return describe(part.name, part.value, parts, false);
    case 'code':
      return { ...about, kind: part.isClass ? 'class' : 'function', bytes: part.code.length };
    case 'import':
      return { ...about, kind: 'import', from: part.specifier, read: 'once' };
    case 'require':
      return { ...about, kind: 'import', from: part.base, read: 'once' };
    case 'reference':
      return { ...about, kind: 'reference', from: part.url, read: 'once' };
    case 'shared':
    case 'view':
      return { ...about, kind: 'shared memory' };
    case 'global':
    case 'symbol':
      return { ...about, kind: 'global' };
    case 'object':
    case 'array':
      return {
        ...about,
        kind: 'object',
        read: isConstant && part.integrity === 'frozen' ? 'once' : 'at each call',
      };
    case 'map':
    case 'set':
    case 'made':
    case 'prototype':
    case 'patched':
      return { ...about, kind: 'object', read: 'at each call' };
  }
}
