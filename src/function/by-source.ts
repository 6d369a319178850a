import type { SourceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { helpersOfTools } from './helpers-of-tools.js';
import { isStrict } from './is-strict.js';
import { isSurelySelfContained } from './is-surely-self-contained.js';
import { locate } from './locate.js';
import { isNative, readSource } from './read-source.js';
import { nodeGlobals, workerGlobals } from './worker-globals.js';

/** The way of a self-contained function: its source, if that needs nothing from outside but what every worker has. */
export async function bySource(fn: AnyFunction): Promise<SourceTravel | undefined> {
  const text = Function.prototype.toString.call(fn);
  // Where no variable is free, no parser is needed to see that: it would take longer to load than a worker to start.
  if (!isNative(fn) && isSurelySelfContained(text, () => false)) {
    return { way: 'source', name: fn.name || 'anonymous', code: `(${text})`, isStrict: isStrict(fn) };
  }
  // Without a source of its own it may still be the export of a module.
  const source = await readSource(fn).catch(() => undefined);
  if (!source) return undefined;
  const { name, code, names, optional, bound, imports, isClass, ownThis } = source;
  if (isClass || bound.length > 0 || imports || ownThis) return undefined;
  const free = [...names.keys()];
  if (!free.every((one) => isGlobal(one) || helpersOfTools.has(one) || optional.has(one))) return undefined;
  // A module may have a `crypto` or `fetch` of its own.
  const shared = free.filter((one) => !helpersOfTools.has(one));
  if (shared.length > 0 && (await shadows(fn, shared))) return undefined;
  const helpers = free.filter((one) => helpersOfTools.has(one) && !isGlobal(one));
  const given = helpers.map((one) => `const ${one} = ${helpersOfTools.get(one)};`).join(' ');
  return {
    way: 'source',
    name,
    code: given === '' ? code : `(() => { ${given} return ${code}; })()`,
    isStrict: isStrict(fn),
  };
}

function isGlobal(name: string): boolean {
  return workerGlobals.has(name) || nodeGlobals.has(name);
}

async function shadows(fn: AnyFunction, names: readonly string[]): Promise<boolean> {
  const location = await locate(fn);
  return (location?.scopes ?? []).some(({ variables }) => names.some((one) => one in variables));
}
