import type { SourceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { helpersOfTools } from './helpers-of-tools.js';
import { locate } from './locate.js';
import { readSource } from './read-source.js';
import { nodeGlobals, workerGlobals } from './worker-globals.js';

/** The way of a self-contained function: its source, if that needs nothing from outside but what every worker has. */
export async function bySource(fn: AnyFunction): Promise<SourceTravel | undefined> {
  const { name, code, names, optional, bound, imports, isClass } = await readSource(fn);
  if (isClass || bound.length > 0 || imports) return undefined;
  const free = [...names.keys()];
  if (!free.every((one) => isGlobal(one) || one in helpersOfTools || optional.has(one))) return undefined;
  // A module may have a `crypto` or `fetch` of its own.
  const shared = free.filter((one) => !(one in helpersOfTools));
  if (shared.length > 0 && (await shadows(fn, shared))) return undefined;
  const helpers = free.filter((one) => one in helpersOfTools && !isGlobal(one));
  const given = helpers.map((one) => `const ${one} = ${helpersOfTools[one]};`).join(' ');
  return { way: 'source', name, code: given === '' ? code : `(() => { ${given} return ${code}; })()` };
}

function isGlobal(name: string): boolean {
  return workerGlobals.has(name) || nodeGlobals.has(name);
}

async function shadows(fn: AnyFunction, names: readonly string[]): Promise<boolean> {
  const location = await locate(fn);
  return (location?.scopes ?? []).some(({ variables }) => names.some((one) => one in variables));
}
