import { builtinModules, createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AnyFunction } from './any-function.js';
import type { Script } from './find-script.js';
import { exportsOf, lastAwaitOf } from './imports-of.js';
import { isImportable } from './is-importable.js';
import { leadsToEntry } from './leads-to-entry.js';
import type { Location } from './locate.js';
import type { Place, SourceScope, SourceVariable } from './script-scopes.js';

/** Where a value is to be found from a module's exports. */
export interface ExportPath {
  readonly url: string;
  readonly path: readonly string[];
}

const require = createRequire(import.meta.url);

/**
 * Finds a function among the exports of the module that defines it, if that is not the entry file.
 *
 * @param location - Asks V8 where the function stands, and what the variables of its module are.
 */
export function findExport(
  fn: AnyFunction,
  { script, place }: { readonly script: Script; readonly place: Place | undefined },
  location: () => Location | undefined,
): ExportPath | undefined {
  const { url } = script;
  if (url.startsWith('node:')) return findBuiltin(fn);
  if (!url.startsWith('file:') || leadsToEntry(url) || !isImportable(url)) return undefined;
  // What replaces a member while the program runs is not there when a worker imports the module.
  if (place?.isPatch && !place.scope.isOnce) return undefined;
  if (!isEvaluated(script, place, location)) return undefined;
  const exports = script.isModule ? exportsOfModule(fn, script, place, location) : exportsOfCommonJs(url);
  const path = exports && pathTo(fn, exports);
  return path && { url, path };
}

const evaluated = new Set<string>();

/**
 * False for a module that may still be waiting, perhaps for us: a worker that imported it would do once more what has not
 * been done here.
 */
function isEvaluated(
  script: Script,
  place: Place | undefined,
  location: () => Location | undefined,
): boolean {
  const { url } = script;
  const lastAwait = lastAwaitOf(script);
  if (evaluated.has(url) || lastAwait < 0) return true;
  const values = variablesOfModule(location());
  const { variables = new Map<string, SourceVariable>() } = topOf(place) ?? {};
  // Who has a value that comes behind it has come past it.
  const isPast = [...variables.values()].some(
    ({ name, kind, givenAt }) => kind === 'const' && givenAt >= lastAwait && values[name] !== undefined,
  );
  if (isPast) return true;
  // It is being loaded, or was.
  import(url).then(
    () => evaluated.add(url),
    () => undefined,
  );
  return false;
}

/** What Node's modules hold, and how many of them were loaded when it was collected. */
let builtins = new Map<unknown, ExportPath>();
let loadedBuiltins = 0;

/** Finds a module of Node's, or one of its exports. */
export function findBuiltin(value: unknown): ExportPath | undefined {
  const { moduleLoadList = [] } = process as { moduleLoadList?: readonly string[] };
  // One that is loaded later may hold what was not found before.
  if (moduleLoadList.length !== loadedBuiltins) builtins = collectBuiltins(new Set(moduleLoadList));
  loadedBuiltins = moduleLoadList.length;
  return builtins.get(value);
}

function collectBuiltins(loaded: ReadonlySet<string>): Map<unknown, ExportPath> {
  const found = new Map<unknown, ExportPath>();
  for (const name of builtinModules) {
    // Those that nobody has loaded have nothing that anybody could have captured.
    if (name.startsWith('_') || !loaded.has(`NativeModule ${name}`)) continue;
    const url = `node:${name}`;
    for (const [value, path] of walk({ default: require(name) as unknown })) {
      const isObject = Object(value) === value;
      if (isObject && !found.has(value)) found.set(value, { url, path });
    }
  }
  return found;
}

/** Finds the CommonJS module whose exports `value` is. */
export function findRequired(value: unknown): ExportPath | undefined {
  for (const [file, module] of Object.entries(require.cache)) {
    if (module?.exports !== value) continue;
    const url = pathToFileURL(file).href;
    if (!leadsToEntry(url)) return { url, path: ['default'] };
  }
  return undefined;
}

/**
 * The exports of a module by its source and its variables: to import it would have to wait until it is evaluated, and it may
 * be waiting for us.
 */
function exportsOfModule(
  fn: AnyFunction,
  script: Script,
  place: Place | undefined,
  location: () => Location | undefined,
): object {
  const variables = variablesOfModule(location());
  const found: Record<string, unknown> = {};
  for (const { exported, local, at } of exportsOf(script)) {
    const isDefault = local === undefined && place?.at[0] === at[0] && place.at[1] === at[1];
    if (local !== undefined && place && isReplaced(place, local)) continue;
    if (isDefault) found[exported] = fn;
    else if (local !== undefined && local in variables) found[exported] = variables[local];
  }
  return found;
}

function variablesOfModule(location: Location | undefined): Readonly<Record<string, unknown>> {
  return location?.scopes.find(({ type }) => type === 'Module')?.variables ?? {};
}

/** The scope that has the variables of a module. */
function topOf(place: Place | undefined): SourceScope | undefined {
  let top = place?.scope;
  // Around that of the module there is one that is empty.
  while (top?.upper?.upper) top = top.upper;
  return top;
}

/** True for a variable that functions of the module assign. */
function isReplaced(place: Place, name: string): boolean {
  return topOf(place)?.variables.get(name)?.isAssignedInside === true;
}

function exportsOfCommonJs(url: string): object | undefined {
  const module = require.cache[fileURLToPath(url)];
  return module && { default: module.exports as unknown };
}

function pathTo(value: unknown, exports: object): string[] | undefined {
  for (const [member, path] of walk(exports)) if (member === value) return path;
  return undefined;
}

/** What exports lead to through at most two names behind them: a static method, a member of a namespace. */
function* walk(exports: object): Generator<[member: unknown, path: string[]]> {
  let level: Array<{ at: unknown; path: string[] }> = [{ at: exports, path: [] }];
  for (let depth = 0; depth < 3; depth++) {
    const next: typeof level = [];
    for (const { at, path } of level) {
      for (const [key, member] of members(at)) {
        yield [member, [...path, key]];
        next.push({ at: member, path: [...path, key] });
      }
    }
    level = next;
  }
}

function members(owner: unknown): Array<[string, unknown]> {
  if ((typeof owner !== 'object' && typeof owner !== 'function') || owner === null) return [];
  return Object.getOwnPropertyNames(owner).flatMap((key): Array<[string, unknown]> => {
    const isGetter = Object.getOwnPropertyDescriptor(owner, key)?.get !== undefined;
    // Compilers make exports getters; others may do anything.
    if (isGetter && !Object.hasOwn(owner, '__esModule')) return [];
    return [[key, (owner as Readonly<Record<string, unknown>>)[key]]];
  });
}
