import type { SourceTravel } from '../wire/shipment.js';
import type { AnyFunction } from './any-function.js';
import { explainName, helpersOfTools } from './helpers-of-tools.js';
import { isStrict } from './is-strict.js';
import { isSurelySelfContained } from './is-surely-self-contained.js';
import { loadParsers } from '#parsers';
import { isNative, readSource } from './read-source.js';
import { UnshippableFunctionError } from '../errors.js';
import { webGlobals } from './web-globals.js';
import { workerGlobals } from './worker-globals.js';

/**
 * The way of a self-contained function where nobody can be asked what it captured, as in browsers: its source.
 *
 * A parser is loaded only for source that may take something from outside.
 *
 * @param wayOut - What else to do with a function that cannot travel.
 * @throws UnshippableFunctionError (rejects) that names all that it takes from outside.
 */
export function byText(wayOut: string): (fn: AnyFunction) => Promise<SourceTravel> {
  return async (fn) => {
    const { name } = fn;
    const text = Function.prototype.toString.call(fn);
    const code =
      !isNative(fn) && isSurelySelfContained(text, isGlobal) ? `(${text})` : await inspect(fn, wayOut);
    return { way: 'source', name, code, isStrict: isStrict(fn) };
  };
}

/** The source as an expression, if a parser finds it self-contained. */
async function inspect(fn: AnyFunction, wayOut: string): Promise<string> {
  // oxlint-disable-next-line typescript/await-thenable -- a page waits for them: `#parsers` is another file there
  const source = readSource(fn, await loadParsers());
  const { name, code, names, optional, bound, imports, ownThis, isClass } = source;
  const free = [...names.keys()].filter((one) => !isGlobal(one) && !optional.has(one));
  const helpers = free.filter((one) => helpersOfTools.has(one));
  const foreign = [
    ...free.filter((one) => !helpersOfTools.has(one)),
    ...bound,
    ...(ownThis ? ['this'] : []),
    ...(imports ? ['import()'] : []),
  ];
  if (foreign.length > 0 || isClass) throw refuse(name, foreign, wayOut);
  const given = helpers.map((one) => `const ${one} = ${helpersOfTools.get(one)};`).join(' ');
  return given === '' ? code : `(() => { ${given} return ${code}; })()`;
}

function refuse(name: string, foreign: readonly string[], wayOut: string): UnshippableFunctionError {
  const told = foreign.map((one) => `'${one}'${explainName(one)}`).join(', ');
  const what = foreign.length === 0 ? 'it is a class' : `it takes ${told} from where it was written`;
  return new UnshippableFunctionError(
    `Cannot send function '${name}' to a worker: ${what}, and in browsers only source travels; pass what it needs as part of the item, or ${wayOut}`,
    foreign,
  );
}

function isGlobal(name: string): boolean {
  return workerGlobals.has(name) || webGlobals.has(name);
}
