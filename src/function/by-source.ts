import type { SourceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { countMembers } from './count-members.js';
import { factsOf } from './facts.js';
import { helpersOfTools } from './helpers-of-tools.js';
import { isStrict } from './is-strict.js';
import { dependsOnStrictness, isSurelySelfContained } from './is-surely-self-contained.js';
import { locate } from './locate.js';
import { loadParsers } from './parsers.js';
import { isNative, nameOf, readSource } from './read-source.js';
import type { Reading } from './way.js';
import { isGlobalName } from './worker-globals.js';

/** The way of a self-contained function: its source, if that needs nothing from outside but what every worker has. */
export function bySource(fn: AnyFunction): Reading | undefined {
  const travel = hasState(fn) ? undefined : selfContained(fn);
  if (!travel) return undefined;
  const members = countMembers(fn);
  return { travel, isCurrent: () => countMembers(fn) === members };
}

function selfContained(fn: AnyFunction): SourceTravel | undefined {
  const text = Function.prototype.toString.call(fn);
  // Where no variable is free, no parser is needed to see that: it would take longer to load than a worker to start.
  if (!isNative(fn) && isSurelySelfContained(text, () => false)) {
    const strict = isStrict(fn) && (!dependsOnStrictness(text) || isStrictArrow(fn));
    return { way: 'source', name: nameOf(fn), code: `(${text})`, isStrict: strict };
  }
  // Without a source of its own it may still be the export of a module.
  if (isNative(fn)) return undefined;
  const { code, names, self, optional, bound, imports, isClass, ownThis } = readSource(fn, loadParsers());
  if (isClass || bound.length > 0 || imports || ownThis || self?.isWritten) return undefined;
  const free = [...names.keys()];
  if (!free.every((one) => isGlobalName(one) || helpersOfTools.has(one) || optional.has(one)))
    return undefined;
  // A module may have a `crypto` or `fetch` of its own.
  const shared = free.filter((one) => !helpersOfTools.has(one));
  if (shared.length > 0 && shadows(fn, shared)) return undefined;
  const helpers = free.filter((one) => helpersOfTools.has(one) && !isGlobalName(one));
  const given = helpers.map((one) => `const ${one} = ${helpersOfTools.get(one)};`).join(' ');
  return {
    way: 'source',
    name: nameOf(fn),
    code: given === '' ? code : `(() => { ${given} return ${code}; })()`,
    isStrict: isStrict(fn) && isStrictArrow(fn),
  };
}

/** Tells whether the code around an arrow function is strict, which `isStrict` cannot see. */
function isStrictArrow(fn: AnyFunction): boolean {
  if (Object.hasOwn(fn, 'prototype')) return true;
  const location = locate(fn);
  if (location?.scopes.some(({ type }) => type === 'Module')) return true;
  return factsOf(fn, () => location)?.isStrict ?? true;
}

function shadows(fn: AnyFunction, names: readonly string[]): boolean {
  return (locate(fn)?.scopes ?? []).some(({ variables }) => names.some((one) => one in variables));
}

/** True for a function that has members of its own, or a prototype that is more than that of any function. */
function hasState(fn: AnyFunction): boolean {
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  const hasPrototype = Object(prototype) === prototype;
  // `length` and `name`, and the prototype's `constructor`; sloppy functions have `arguments` and `caller`, too.
  return countMembers(fn) > 2 + (hasPrototype ? 2 : 0) + (isStrict(fn) ? 0 : 2);
}
